"""Writes docs/glossary.md: every bold term of the chapters, in one sentence.

    python scripts/glossary.py [--check]

Where a term is bold, a chapter defines it; the sentences here say it once more, so that
each stands alone; they are kept in glossary.tsv. A term without one gets the chapter's
own sentence. `--check` writes nothing, and exits with 1 if the page is not what the
chapters make it.
"""

import json
import re
import sys
from pathlib import Path

from written_page import write_or_check

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "glossary.md"
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
LABEL = re.compile(r"(exercise|bug) ?\d*|.*[.:?]|so far|now", re.IGNORECASE)
HEAD = """# Glossary

Every term that a chapter of the course defines, in one sentence, with the name that
the field uses where it is another one, and the chapter that has more.

| term | in one sentence | the field says | chapter |
|---|---|---|---|
"""
SENTENCES = Path(__file__).with_suffix(".tsv")
"""A line for each term: the term, what it is, and the field's name or nothing."""

NO_TERMS = {"A series that climbs"}
"""What is bold to be seen, and defines nothing."""
SAME = {"seeds": "seed"}
"""A term in its plural -> the term."""


def main(arguments=None):
    """Run the command line; return the exit code."""
    return write_or_check(arguments, Path(__file__).name, PAGE, page(CHAPTERS))


def meanings():
    """Return {term: [what it is, the field's name]} of the file beside this one."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    return {term: rest for term, *rest in (line.split("\t") for line in lines)}


def page(chapters):
    """Return the text of the glossary of these chapters."""
    rows, known = {}, meanings()
    for path in chapters:
        for term, sentence in terms(path):
            term = SAME.get(term, term)
            meaning, field = known.get(term, [sentence, ""])
            rows.setdefault(term, (meaning, field, path))
    return HEAD + "".join(
        row(term, *rows[term]) for term in sorted(rows, key=str.lower)
    )


def row(term, meaning, field, path):
    """Return a line of the table; the link leads to the chapter."""
    link = f"[{path.name[:2]}](../notebooks/{path.name})"
    return f"| **{term}** | {meaning.replace('|', '/')} | {field} | {link} |\n"


def terms(path):
    """Yield (term, its sentence) for every bold term of a chapter, in order."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        text = "".join(cell["source"]) if cell["cell_type"] == "markdown" else ""
        text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        text = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
        for bold in re.finditer(r"\*\*(\S.*?)\*\*", text, re.DOTALL):
            term = " ".join(bold[1].split())
            if term not in NO_TERMS and not LABEL.fullmatch(term):
                yield term, sentence_around(text, *bold.span())


def sentence_around(text, start, end):
    """Return the sentence of a text in which these places stand, in one line."""
    before = re.split(r"\n\n|(?<=[.?!:])\s+", text[:start])[-1]
    after = re.match(r".*?(?:[.?!](?=\s|$)|(?=\n\n)|$)", text[end:], re.DOTALL)[0]
    return " ".join((before + text[start:end] + after).replace("**", "").split())


if __name__ == "__main__":
    sys.exit(main())
