"""The widgets that move on pages without a kernel, and over which grid each does.

    python -m web.recordings folder [name ...]    write a file for each widget

Of each chapter only the cells run that its widget needs; then the widget is drawn at
every point of its grid. docs/_static/recorded.js unpacks the file in the page. Where
what was done before decides a picture, docs/_static/computed.js draws it instead.
"""

import re
import sys
from pathlib import Path

from chapter_cells import CHAPTERS, run_widgets
from joblib import Parallel, delayed
from web.computed import memory_game, playground

from lstmlib.course.ch00.two_listeners import OWN, STORIES
from lstmlib.course.ch10.gate_picture import ALL
from lstmlib.course.ch10.gate_reader import WISHES
from lstmlib.course.notebook.recording import pack
from lstmlib.course.stories.reader_input import as_typed

START = "00-listen"
"""The widget of the start page."""


def steps(low, high, step):
    """Return the numbers from low to high, both included, `step` apart."""
    count = round((high - low) / step)
    return [round(low + k * step, 6) for k in range(count + 1)]


def told(preset, sentences_told):
    """Return what the listeners' controls hold when a story is told so far, or None."""
    words = STORIES[preset]
    ends = [k + 1 for k, word in enumerate(words) if word == "."]
    if sentences_told > len(ends):
        return None
    return {"preset": OWN, "story": as_typed(words[: ends[sentences_told - 1]])}


LISTENERS = {"preset": list(STORIES), "sentences_told": range(2, 25)}
GATE = [*steps(0, 0.9, 0.05), *steps(0.91, 0.99, 0.01), 0.995, 0.999, 1.0]
RADIUS = [0.1, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.5, 2.0, 3.0]
ASIDES = {"(none)": "", "poet chandra dies": "poet chandra dies",
          "poet arjun sings": "poet arjun sings"}  # fmt: skip
# Of each widget the controls that move, and where they stop; None: wherever they can.
GRIDS = {
    "00-listen": LISTENERS,
    "01-answer_explorer": {
        "filler": [0, 5, 10, 15, 20, 30, 40, 60],
        "number": None,
        "aside": ASIDES,
    },
    "02-blame_explorer": {
        "back": None,
        "radius": RADIUS,
        "strength": [0.0, 0.25, 0.5, 1.0, 2.0],
    },
    "03-kings_explorer": {"kings": None, "units": None},
    "04-decay_explorer": {
        "gate": GATE,
        "variation": steps(0, 1, 0.25),
        "when": [1, 10, 20, 30, 45, 60],
        "amount": steps(-1, 1, 0.5),
    },
    "06-speech_explorer": {
        "unasked": steps(0, 1, 0.1),
        "asked": steps(0, 1, 0.1),
        "words": None,
    },
    "07-cell_explorer": {
        "word": None,
        "unit": None,
        "gate": None,
        "value": steps(0, 1, 0.5),
        "when": None,
    },
    "08-race_explorer": {"updates": None, "number": range(1, 13)},
    "09-blame_explorer": {
        "network": None,
        "question": None,
        "path": None,
        "back": None,
    },
    "10-gate_reader": {
        "unit": [ALL, "unit 8, ruler", "unit 10, first king"],
        "hold": None,
        "value": [0.0, 1.0],
        "start": [1, 9, 17, 25, 30, 38, 46, 57, 73],
    },
    "11-pronoun_explorer": {
        "topic": None,
        "filler": [0, 6, 12, 24, 40, 60],
        "when": None,
        **{f"unit_{k}": None for k in range(1, 5)},
    },
    "12-trial_explorer": {"task": None, "network": None},
    "13-writing_explorer": {
        "temperature": [0.2, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0],
        "unit": [0, 10, 20, 31, 42, 52, 63],
        "text": range(1, 11),
    },
    "14-forecast_explorer": {"window": None, "units": None, "ahead": None},
    "15-looks_explorer": {
        "facts": [1, 2, 4, 8, 12, 16],
        "asked": None,
        "court": range(1, 5),
    },
}
PLACES = {"00-listen": told}
PRESETS = {"10-gate_reader": ("wish", tuple(WISHES))}
"""The control that moves others, and its options that are points of the grid."""

COMPUTED = {"00-memory_game": memory_game, "05-gate_playground": playground}


def widget_of(chapter, source):
    """Return the name of the widget that a cell of chapter "04" ends with, or None."""
    called = re.search(r"^widgets\.(\w+)\(.*\Z", source.strip(), re.MULTILINE)
    name = f"{chapter}-{called[1]}" if called else None
    return name if name in GRIDS or name in COMPUTED else None


def explorer_of(name):
    """Return the widget of this name, made by its chapter's own cells."""
    chapter = next(path for path in CHAPTERS if path.name.startswith(name[:2]))
    return run_widgets(chapter)[name[3:]]


def record(name, explorer):
    """Return the Recording of the widget of this name over its grid."""
    grid = grid_of(name, explorer)
    if name not in PRESETS:
        return explorer.record(grid, PLACES.get(name, dict))
    control, options = PRESETS[name]
    presets = wishes(explorer, control, options, grid)
    recording = explorer.record(grid, presets=presets)
    menu = explorer.controls[control].description
    return recording._replace(fixed=[f for f in recording.fixed if f != menu])


def grid_of(name, explorer):
    """Return the grid of a widget: {control: its values}."""
    return {
        axis: places(explorer.controls[axis]) if some is None else some
        for axis, some in GRIDS[name].items()
    }


def places(control):
    """Return all values that a slider or a choice can take."""
    if hasattr(control, "options"):
        return list(control.options)
    found = steps(control.min, control.max, control.step)
    return [int(v) for v in found] if isinstance(control.value, int) else found


def wishes(explorer, control, options, grid):
    """Return {option: {axis: value}}, where the options of a control move the axes."""
    before, found = explorer.values(), {}
    for option in options:
        explorer.set(**{control: option})
        after = explorer.values()
        found[option] = {name: after[name] for name in grid}
    explorer.set(**before)
    return found


def packed(name, explorer):
    """Return the file of a widget, recorded or computed, as bytes."""
    if name in COMPUTED:
        return pack(COMPUTED[name](explorer))
    return record(name, explorer).pack()


def write(name, folder):
    """Write the recording of one widget into a folder; return its size in bytes."""
    content = packed(name, explorer_of(name))
    return Path(folder, f"{name}.json.gz").write_bytes(content)


def write_all(folder, names=(*GRIDS, *COMPUTED)):
    """Write the recordings of these widgets, two at a time -> {name: size in bytes}."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    sizes = Parallel(n_jobs=2)(delayed(write)(name, folder) for name in names)
    return dict(zip(names, sizes, strict=True))


def main(folder, *names):
    """Write the recordings (of all widgets, or of those named) and tell their sizes."""
    for name, size in write_all(folder, names or (*GRIDS, *COMPUTED)).items():
        print(f"{name:22} {size / 1000:5.0f} kB")


if __name__ == "__main__":
    main(*sys.argv[1:])
