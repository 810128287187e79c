"""A file that cannot be written costs one sentence, and never the file before it."""

import errno
import os
import pathlib
import shutil
import stat
import subprocess
import sys

import numpy as np
import pytest

from lstmlib import RNN, _files, load, word_model
from lstmlib._files import write_whole

OLD, NEW = b"what was here before", b"what is to come"


def one_sentence(caught):
    told = str(caught.value)
    assert told.startswith("expected to write ") and "\n" not in told
    return told


def test_a_file_is_made_and_replaced_and_keeps_its_mode(tmp_path):
    path = tmp_path / "king.txt"
    write_whole(path, OLD)
    assert path.read_bytes() == OLD
    path.chmod(0o640)
    write_whole(str(path), NEW)
    assert path.read_bytes() == NEW and os.listdir(tmp_path) == ["king.txt"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 or os.name == "nt"


def test_a_link_goes_on_pointing_to_its_file(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(OLD)
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("This system makes no links here.")
    write_whole(link, NEW)
    assert link.is_symlink() and real.read_bytes() == NEW


# Root may write anywhere, so the refusals of a system are played.
@pytest.mark.parametrize("where", [("Path", "write_bytes"), ("os", "replace")])
@pytest.mark.parametrize(
    "code", [errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT]
)
def test_a_refusal_leaves_the_old_file_and_nothing_beside(
    tmp_path, monkeypatch, where, code
):
    path = tmp_path / "king.txt"
    path.write_bytes(OLD)

    def refuse(own, *_):
        if where[0] == "Path":
            # A disk that is full in the middle has taken the beginning.
            with open(own, "wb") as half:
                half.write(NEW[:5])
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(getattr(_files, where[0]), where[1], refuse)
    with pytest.raises(OSError) as caught:
        write_whole(path, NEW)
    assert os.strerror(code) in one_sentence(caught)
    assert type(caught.value) is type(OSError(code, ""))
    monkeypatch.undo()
    assert path.read_bytes() == OLD and os.listdir(tmp_path) == ["king.txt"]


@pytest.mark.parametrize("place", [("Path", "write_bytes"), ("os", "replace")])
def test_a_stop_leaves_the_old_file_and_nothing_beside(tmp_path, monkeypatch, place):
    path = tmp_path / "king.txt"
    path.write_bytes(OLD)
    own = getattr(getattr(_files, place[0]), place[1])

    def stop(*values):
        if place[0] == "Path":
            own(values[0], NEW[:5])
        raise KeyboardInterrupt

    monkeypatch.setattr(getattr(_files, place[0]), place[1], stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, NEW)
    monkeypatch.undo()
    assert path.read_bytes() == OLD and os.listdir(tmp_path) == ["king.txt"]


def test_a_stop_at_any_line_leaves_the_old_file_or_the_new_one(tmp_path):
    path, n, seen = tmp_path / "king.txt", 0, set()

    def stop_at(frame, event, _):
        nonlocal left
        if frame.f_code is not write_whole.__code__:
            return None
        left -= event == "line"
        if left == 0 and event == "line":
            raise KeyboardInterrupt
        return stop_at

    while True:
        path.write_bytes(OLD)
        n, left, before = n + 1, n + 1, sys.gettrace()
        try:
            sys.settrace(stop_at)
            write_whole(path, NEW)
            break
        except KeyboardInterrupt:
            seen.add(path.read_bytes())
        finally:
            sys.settrace(before)
        assert os.listdir(tmp_path) == ["king.txt"], n
    assert n > 8 and seen == {OLD, NEW}


def test_a_place_that_is_none_is_told(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(OLD)
    for wrong in ("folder", "gone/king.txt", "file/king.txt", "", "a\0b", "x" * 999):
        path = tmp_path / wrong if wrong else tmp_path
        with pytest.raises((OSError, ValueError)) as caught:
            write_whole(path, NEW)
        one_sentence(caught)
    with pytest.raises(ValueError) as caught:
        write_whole(tmp_path / "\ud800", NEW)
    one_sentence(caught).encode()
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]
    assert (tmp_path / "file").read_bytes() == OLD


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is Linux's")
def test_a_device_that_is_full_is_told_and_not_replaced(tmp_path):
    device = "/dev/full"
    if os.geteuid() == 0:
        # Root could replace the machine's own, if `write_whole` were wrong.
        device = tmp_path / "full"
        try:
            os.mknod(device, 0o666 | stat.S_IFCHR, os.stat("/dev/full").st_rdev)
            open(device, "wb").close()
        except OSError:
            pytest.skip("No device can be made here.")
    with pytest.raises(OSError, match="No space left"):
        write_whole(device, NEW)
    assert stat.S_ISCHR(os.stat(device).st_mode)


def test_a_disk_that_is_really_full_keeps_the_old_file(tmp_path):
    mount = shutil.which("unshare")
    code = f"""
import errno, os, sys
sys.path.insert(0, {str(pathlib.Path(_files.__file__).parents[1])!r})
from lstmlib._files import write_whole
write_whole("{tmp_path}/king", b"old")
try:
    write_whole("{tmp_path}/king", bytes(1_000_000))
except OSError as error:
    print(error, open("{tmp_path}/king", "rb").read(), os.listdir("{tmp_path}"))
"""
    small = f"mount -t tmpfs -o size=64k none '{tmp_path}' && exec "
    command = [mount or "unshare", "-rm", "sh", "-c", small + '"$0" -c "$1"']
    if not mount or subprocess.run([*command[:-1], "mount -t tmpfs none /mnt"],
                                   capture_output=True).returncode:  # fmt: skip
        pytest.skip("No small disk can be made here.")
    done = subprocess.run([*command, sys.executable, code], capture_output=True)
    told = done.stdout.decode()
    assert "No space left on device" in told, done.stderr.decode()
    assert told.endswith("b'old' ['king']\n")


def test_a_model_is_saved_whole_or_the_old_one_is_loaded(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    model = word_model(RNN(3, 4, rng=rng), 5, rng=rng)
    model.save(tmp_path / "king.npz")
    before = model.params["layer.W_h"].copy()
    model.params["layer.W_h"] += 1

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(_files.os, "replace", refuse)
    with pytest.raises(OSError, match="expected to write .*: No space left"):
        model.save(tmp_path / "king.npz")
    kept = load(tmp_path / "king.npz")
    np.testing.assert_array_equal(kept.params["layer.W_h"], before)
