"""What the chapters need around the library: rooms, stories, pictures, measurements.

A console that has few letters (Windows' cp1252, ASCII) would stop a print at the first
sign that it lacks. From the import of this package on, standard output writes what
comes closest: "10⁻⁵" as "10^-5", "−1" as "-1".
"""

import codecs
import re
import sys
import unicodedata

STOPPING = ("strict", "surrogateescape")
PLAIN = str.maketrans("−✓✗○●·×“”„’‘–σ", '-+xo*.x"""\'\'-s') | {ord("…"): "..."}
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def in_plain_letters(error):
    """Return (letters that any console has, where to go on): a handler for codecs."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    # cp1252 has three of the raised digits, and a power may have begun with one.
    begun = re.match(r".*[⁻⁰¹²³⁴-⁹]$", error.object[: error.start], re.DOTALL)
    text = error.object[error.start : error.end]
    starts = "(?<![⁻⁰¹²³⁴-⁹])(?=[⁻⁰¹²³⁴-⁹])"
    text = re.sub(starts, lambda m: "" if begun and not m.start() else "^", text)
    return "".join(map(_plain, text.translate(PLAIN | RAISED))), error.end


def _plain(letter):
    parts = unicodedata.normalize("NFKD", letter).replace("\N{FRACTION SLASH}", "/")
    nearest = "".join(part for part in parts if not unicodedata.combining(part))
    best = nearest if nearest.isascii() else letter
    return best.encode("ascii", "namereplace").decode()


codecs.register_error("plain letters", in_plain_letters)
# In Jupyter standard output has all letters, and nothing to set.
if hasattr(sys.stdout, "reconfigure") and sys.stdout.errors in STOPPING:
    sys.stdout.reconfigure(errors="plain letters")
