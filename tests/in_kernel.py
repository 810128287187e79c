"""A real kernel for tests: in the folder of the chapters, with the tests' modules."""

import contextlib
import os

from chapter_cells import CHAPTERS
from jupyter_client.manager import start_new_kernel

FOLDER = CHAPTERS[0].parent


@contextlib.contextmanager
def started(folder=FOLDER):
    """Yield the client of a new kernel that works in a folder; end it afterwards."""
    paths = [str(FOLDER.parent), str(FOLDER.parent / "tests")]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    manager, client = start_new_kernel(
        kernel_name="python3", cwd=str(folder), env=env, extra_arguments=["--quiet"]
    )
    try:
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client, code):
    """Run a cell -> how it ended, the lines of its error, and the texts it showed."""
    errors, texts = [], []

    def hear(message):
        content = message["content"]
        if message["msg_type"] == "error":
            errors.append([content["ename"], *content["traceback"]])
        texts.append(content.get("text") or content.get("data", {}).get("text/plain"))

    reply = client.execute_interactive(code, timeout=600, output_hook=hear)
    return reply["content"]["status"], sum(errors, []), [text for text in texts if text]
