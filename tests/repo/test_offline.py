"""Chapters ask nothing of a network: the kernels of the tests have none."""

import subprocess
import sys

import nbformat
import pytest

import notebooks

# Addresses that belong to nobody (RFC 5737), and a name that never will (RFC 2606).
ELSEWHERE = (
    "socket.create_connection(('192.0.2.1', 80))",
    "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))",
    "socket.gethostbyname('kings.invalid')",
    "socket.create_server(('', 0))",
    "socket.create_server(('0.0.0.0', 0))",
    "urllib.request.urlopen('http://kings.invalid')",
)


@pytest.mark.parametrize("code", ELSEWHERE)
def test_what_asks_for_another_machine_stops(code):
    run = [sys.executable, "-c", f"import socket, urllib.request; {code}"]
    done = subprocess.run(run, capture_output=True, text=True)
    assert "RuntimeError: expected no network but 127.0.0.1" in done.stderr


def test_this_machine_may_be_asked():
    code = """import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(("localhost", server.getsockname()[1])).close()"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_kernel_of_a_chapter_reaches_nobody(tmp_path):
    cell = nbformat.v4.new_code_cell(f"import socket; {ELSEWHERE[0]}")
    with pytest.raises(notebooks.NotebookError, match="expected no network"):
        notebooks.execute(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "x.ipynb")


def test_what_the_writer_says_to_a_kernel_is_encrypted(tmp_path):
    told = "import ipykernel as i; 'curve' in open(i.get_connection_file()).read()"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(told)])
    notebooks.execute(book, tmp_path / "x.ipynb")
    assert book.cells[0].outputs[0].data["text/plain"] == "True"
