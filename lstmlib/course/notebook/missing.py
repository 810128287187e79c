"""What a stopped cell says, and a cell below it: one sentence in place of an error."""

import json
import re
import symtable
from pathlib import Path

from IPython import get_ipython

CURE = "run the cell above that makes it, to its end, or look at the spelling"


class Missing(Exception):
    """Something that a cell needs is not there; a notebook shows the sentence alone."""

    def _render_traceback_(self):
        # IPython asks an exception for this, and shows these lines.
        return [str(self)]


def finished(runs):
    """The runs (a list) themselves; Missing, in one sentence, if there are none."""
    if not runs:
        raise Missing("No training of this kind is finished: run the cell above again.")
    return runs


def made_of(runs, planned):
    """What to add to a finding: nothing, or " (2 of 9 trainings)" if some are missing.

    Raises Missing, in one sentence, when there are no runs at all.
    """
    done = len(finished(runs))
    return "" if done == planned else f" ({done} of {planned} trainings)"


def _tell(shell, kind, error, traceback, tb_offset=None):
    """Show a sentence, not a traceback, of an unknown name in a cell and of a stop.

    In a function, that is so for a name that a cell of the chapter makes; another one
    keeps its traceback.
    """
    last = traceback
    while last.tb_next is not None:
        last = last.tb_next
    frame, sentence = last.tb_frame, None
    if isinstance(error, KeyboardInterrupt):
        sentence = str(error) or "Stopped: this cell has not run to its end."
    elif frame.f_globals is shell.user_ns:
        # A cell and a comprehension are called "<module>", "<listcomp>" and the like.
        in_cell = frame.f_code.co_name.startswith("<")
        if cure := _maker(shell.user_ns, error.name) or (CURE if in_cell else None):
            sentence = f"There is no `{error.name}` yet: {cure}."
    if sentence:
        error._render_traceback_ = lambda: [sentence]
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)


def _maker(names, missing):
    """What to run for a missing name, found in the chapter's file; None if it is not.

    names: those of the notebook, of which `exercises` tells the chapter.
    """
    try:
        number = names["exercises"].__name__.split(".")[-2].removeprefix("ch")
        [path] = Path().glob(f"{number}_*.ipynb")
        heading = ""
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                heading = [heading, *re.findall("^#+ (.*)", source, re.MULTILINE)][-1]
            elif missing in _made(source):
                line = source.strip().split("\n")[0]
                return f"run the cell “{line}” under “{heading}”, to its end"
    except Exception:  # whatever the folder holds, a sentence has to be shown
        pass
    return None


def _made(source):
    """The names that a cell makes; none if it is no Python."""
    try:
        table = symtable.symtable(source, "cell", "exec")
    except SyntaxError:
        return set()
    return {name.get_name() for name in table.get_symbols() if name.is_assigned()}


if (shell := get_ipython()) is not None:
    shell.set_custom_exc((NameError, KeyboardInterrupt), _tell)
