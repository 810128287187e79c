"""A file is written whole, or what stood there stays as it was."""

import os
import secrets
import shutil
from pathlib import Path


def write_whole(path, content):
    """Write bytes in one step: a stop, or a full disk, leaves an old file alone.

    Raises OSError of the system's kind, or ValueError for what is no path, in one
    sentence.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            # A folder says so itself; a device is written to and not replaced.
            target.write_bytes(content)
            return
        beside = target.with_name(f".{secrets.token_hex(4)}.part")
        try:
            beside.write_bytes(content)
            if target.exists():
                shutil.copymode(target, beside)
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        kind = type(error) if isinstance(error, OSError) else ValueError
        why = getattr(error, "strerror", None) or error
        told = f"expected to write {str(path)!r}, got: {why}; nothing is lost"
        raise kind(told) from None
