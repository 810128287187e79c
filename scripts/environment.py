"""Install the course into the environment of the Python that runs this.

    .venv/bin/python -I scripts/environment.py requirements.lock

uv, itself locked by hash, installs what the lock lists; where it cannot be had or
fails, pip does. Without a lock only the course is added: conda brings the packages.

Of the caller's settings for pip those are kept that say where packages come from, and
uv gets them too. All others could send packages elsewhere, or choose other versions.
"""

import ast
import compileall
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PREFIX = Path(sys.prefix)
UNFINISHED = PREFIX / ".unfinished"
PYTHON = [sys.executable, "-I"]
UV = [*PYTHON, "-m", "uv", "pip", "install", "--no-config", "--python", sys.executable]
COURSE = ["--no-deps", "--no-build-isolation", "-e", "."]

# pip's settings that say where packages come from, and what uv calls them.
KEPT = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "keyring-provider": "UV_KEYRING_PROVIDER",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "retries": "UV_HTTP_RETRIES",
    "cache-dir": "PIP_CACHE_DIR",
}
UVS_OWN = ("UV_CACHE_DIR", "UV_LINK_MODE", "UV_SYSTEM_CERTS")
FOREIGN = ("PIP_", "UV_", "PYTHON", "SETUPTOOLS_", "VIRTUAL_ENV", "MPLBACKEND")

# What a first start loads, the server's half and a kernel's. Python compiles what it
# loads, and Matplotlib makes its font list; most of what is installed is never loaded.
FIRST_START = (
    ["scripts/lab.py", "--version"],
    ["-c", "import ipykernel.kernelapp, ipywidgets, matplotlib.pyplot"],
)

# Without it JupyterLab covers a corner of the page with the question whether it may
# fetch news, and the course asks nothing of the network.
NO_NEWS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}


def main(arguments):
    """Install, with the lock that `arguments` may name; return the exit code."""
    try:
        UNFINISHED.touch()
        with tempfile.TemporaryDirectory() as folder:
            set_up(arguments, folder)
        UNFINISHED.unlink()
    except (subprocess.CalledProcessError, OSError) as error:
        # A program's words, if it has not written them itself, or what a disk refused.
        print(getattr(error, "stderr", error) or "", file=sys.stderr)
        print("The course is not installed; the reason stands above.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the next set-up begins anew.", file=sys.stderr)
        return 130
    return 0


def set_up(locks, folder):
    """Install the packages of one lock or none, and the course; settle its programs."""
    pip, pips_wheel = find_pip(folder)
    run = runner(surroundings(pip))
    pip += ["--disable-pip-version-check", "install", "--quiet"]
    if locks:
        install(locks[0], pip, [COURSE, *pips_wheel], run)
    else:
        run([*pip, *COURSE])
    settle(run)


def find_pip(folder):
    """Return the command that is pip, and the step that installs it if it is missing.

    Then it is the one that Python brings, unpacked to the folder. `python -m venv`
    would install it as well, and take seconds to compile it.
    """
    if importlib.util.find_spec("pip"):
        return [*PYTHON, "-m", "pip"], []
    import ensurepip

    wheels = sysconfig.get_config_var("WHEEL_PKG_DIR")
    wheels = Path(wheels or Path(ensurepip.__file__).with_name("_bundled"))
    wheel = next(wheels.glob(f"pip-{ensurepip.version()}-*.whl"))
    zipfile.ZipFile(wheel).extractall(folder)
    step = ["--force-reinstall", "--no-index", str(wheel)]
    return [*PYTHON, str(Path(folder, "pip"))], [step]


def surroundings(pip):
    """Return the environment for pip and uv: the caller's, less what could break it."""
    pips = {name: "PIP_" + name.upper().replace("-", "_") for name in KEPT}
    own = {*pips.values(), *UVS_OWN, "PIP_CONFIG_FILE"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in own or not name.startswith(FOREIGN)
    }
    config = subprocess.run(
        [*pip, "config", "list"], env=kept, capture_output=True, text=True
    )
    listed = re.findall(r"(?m)^(global|install|:env:)\.([\w-]+)=(.+)$", config.stdout)
    # Every hash is locked, so no index is less trusted than another.
    kept |= {"PIP_CONFIG_FILE": os.devnull, "UV_INDEX_STRATEGY": "unsafe-best-match"}
    # A variable comes last: it overrides what a file says.
    for _, name, value in sorted(listed, key=lambda setting: setting[0] == ":env:"):
        value = ast.literal_eval(value)
        if name in KEPT and value:
            kept[pips[name]] = value
            separator = "," if name == "find-links" else " "
            kept[KEPT[name]] = separator.join(value.split())
    return kept


def runner(environment):
    """Return a function that runs a command there, at the root of the project."""

    def run(command, **options):
        subprocess.run(command, cwd=ROOT, env=environment, check=True, **options)

    return run


def install(lock, pip, rest, run):
    """Install a lock's packages, then the rest: with uv, or with pip if that fails."""
    print(f"Installing {lock}; the first time takes some seconds.", flush=True)
    packages = ["--require-hashes", "-r", lock]
    locked_uv = ["--require-hashes", "--only-binary=uv", "-r", "requirements-uv.lock"]
    quiet = {"capture_output": True, "text": True}
    try:
        run([*pip, *locked_uv], **quiet)
        run([*UV, *packages], **quiet)
        for step in rest:
            run([*UV, *step], **quiet)
    except subprocess.CalledProcessError:
        print("uv cannot be had or fails here, so pip installs: about a minute.")
        sys.stdout.flush()
        run([*pip, "--force-reinstall", *packages])
        for step in rest:
            run([*pip, *step])


def settle(run):
    """Calm JupyterLab, and compile what a reader would wait for."""
    config = PREFIX / "etc" / "jupyter" / "jupyter_server_config.py"
    config.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "scripts" / "jupyter_server_config.py", config)
    settings = PREFIX / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(NO_NEWS))
    compileall.compile_dir(ROOT / "lstmlib", quiet=2)
    starts = [[*PYTHON, *start] for start in FIRST_START]
    with ThreadPoolExecutor() as at_once:
        list(at_once.map(partial(run, capture_output=True, text=True), starts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
