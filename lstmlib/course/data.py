"""Where the course's data is, and how its files are read.

DATA              the folder: data/ of a checkout, or what an installed wheel brings
read_lines(name)  the lines of a text
"""

from functools import cache
from pathlib import Path

_LIBRARY = Path(__file__).resolve().parents[1]
DATA = _LIBRARY / "data"
if not DATA.is_dir():
    DATA = _LIBRARY.parent / "data"


@cache
def read_lines(name):
    """The lines of data/name but for empty ones and comments: a tuple of strings.

    Raises FileNotFoundError, in one sentence, where the data is missing.
    """
    if not (DATA / name).exists():
        raise FileNotFoundError(
            f"expected the course's data in {DATA}, got no {name}; "
            "pip install . in the course's folder brings it."
        )
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
