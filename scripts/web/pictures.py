"""The README's pictures: the course's own drawings, each as an SVG file.

    python -m web.pictures [folder]    write them, into docs/pictures

A file is light or dark as its reader's screen is. In the moving one two networks hear
a story, three times; then its end stays, which is all that is seen without motion.
"""

import html
import sys
from pathlib import Path

from web.recordings import explorer_of

from lstmlib.course.ch00.listeners import load_listeners
from lstmlib.course.ch00.two_listeners import STORIES, draw_listeners
from lstmlib.course.drawing.svg import Text
from lstmlib.course.stories.grammar import chronicle_vocabulary
from lstmlib.course.stories.reader_input import as_typed, story_reader

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
STILLS = {
    "cell": "07-cell_explorer",
    "blame": "09-blame_explorer",
    "gates": "10-gate_reader",
}
"""What a picture shows: a chapter's widget, as it stands at first."""

WIDTH, MARGIN = 640, 10
HOLD, TIMES = 6.0, 3
"""Seconds for which the end of the moving picture stands, and how often it runs."""

LOOK = (
    "svg{color:#1f2328;background:var(--paper);--paper:#fff;"
    "font-family:system-ui,sans-serif}@media(prefers-color-scheme:dark)"
    "{svg{color:#e6edf3;--paper:#0d1117}}"
)
# Words stand on lines that come and go; a rim of paper keeps them readable.
RIM = "text{paint-order:stroke;stroke:var(--paper);stroke-width:4px}"


def still(drawing):
    """Return a drawing as the text of an SVG file with its finding as its name."""
    _, *shapes, _ = drawing.pieces()
    return _file(drawing, shapes, LOOK)


def moving(drawings, seconds):
    """Return drawings of one size as the text of an SVG file that shows one by one.

    seconds[k] is how long drawing k stands; the last one also stays at the end, and is
    all that is seen without motion.
    """
    frames = [drawing.pieces()[1:-1] for drawing in drawings]
    always = set.intersection(*map(set, frames))
    shapes = [piece for piece in frames[-1] if piece in always]
    rules, begin, whole = [], 0.0, sum(seconds)
    for k, (frame, lasts) in enumerate(zip(frames, seconds, strict=True)):
        hidden = "" if k == len(frames) - 1 else ' visibility="hidden"'
        rest = "".join(piece for piece in frame if piece not in always)
        shapes.append(f'<g id="f{k}"{hidden}>{rest}</g>')
        rules.append(_shown(k, begin / whole, (begin + lasts) / whole, whole))
        begin += lasts
    moves = f"@media(prefers-reduced-motion:no-preference){{{''.join(rules)}}}"
    return _file(drawings[-1], shapes, LOOK + RIM + moves)


def _shown(k, begin, end, whole):
    """Style rules that show frame k between two shares of the whole, in seconds."""
    steps = [(0, "hidden"), (begin, "visible"), (end, "hidden")]
    keys = {f"{100 * share:.2f}%": state for share, state in steps}
    states = "".join(f"{key}{{visibility:{state}}}" for key, state in keys.items())
    moves = f"#f{k}{{animation:k{k} {whole:.1f}s step-end {TIMES}}}"
    return f"{moves}@keyframes k{k}{{{states}}}"


def _file(drawing, shapes, style):
    width, height = drawing.width + 2 * MARGIN, drawing.height + drawing.head
    height += 2 * MARGIN
    box = f"{-MARGIN} {-drawing.head - MARGIN} {width} {height}"
    opens = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{WIDTH}" '
        f'height="{round(WIDTH * height / width)}" role="img" fill="currentColor" '
        f'stroke-linejoin="round" aria-label="{html.escape(drawing.finding)}">'
    )
    return "\n".join([opens, f"<style>{style}</style>", *shapes, "</svg>\n"])


def hearing(story="a long story"):
    """Draw the two listeners after each sentence -> drawings, seconds for each."""
    models = load_listeners()
    read = story_reader(chronicle_vocabulary(), lambda words: words)
    words = STORIES[story]
    ends = [k + 1 for k, word in enumerate(words) if word == "."]
    drawings, seconds = [], []
    for n in range(2, len(ends) + 1):
        told = read(as_typed(words[: ends[n - 1]]))
        drawing = draw_listeners(models, told, length=len(words))
        heard = as_typed(words[ends[n - 2] : ends[n - 1]])
        drawings.append(_with_head(drawing, f"sentence {n} of {len(ends)}", heard))
        seconds.append(1.0 if "king" in heard else 0.7)
    whole = draw_listeners(models, told)
    return [*drawings, whole], [*seconds, HOLD]


def _with_head(drawing, place, heard):
    """Put what is heard where the finding stands."""
    drawing.shapes = [
        shape
        for shape in drawing.shapes
        if not (isinstance(shape, Text) and shape.y < 0)
    ]
    drawing.text(0, 12 - drawing.head, place, 13)
    drawing.text(0, 32 - drawing.head, f"“{heard}”", 15, weight="bold")
    return drawing


def pictures():
    """Return {file name: (text of the file, its finding)} of all pictures."""
    drawings, seconds = hearing()
    stills = {name: explorer_of(widget).drawing for name, widget in STILLS.items()}
    stills["listeners_still"] = drawings[-1]
    made = {f"{name}.svg": (still(d), d.finding) for name, d in stills.items()}
    return made | {"listeners.svg": (moving(drawings, seconds), drawings[-1].finding)}


def main(folder=FOLDER):
    """Write all pictures into a folder and tell their sizes."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, (text, _) in pictures().items():
        path = Path(folder, name)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{name:20} {path.stat().st_size / 1000:5.0f} kB")


if __name__ == "__main__":
    main(*sys.argv[1:])
