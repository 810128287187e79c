"""Chapter 15: where a head of attention looks, beside what an LSTM still knows."""

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from lstmlib.course.ch15.figures import NETWORKS
from lstmlib.course.ch15.limits import OFFICES, tell
from lstmlib.course.drawing.style import TEXT, as_text
from lstmlib.course.drawing.svg import Drawing
from lstmlib.course.notebook.controls import explore, slider
from lstmlib.course.stories.king_streams import KINGS
from lstmlib.losses import log_softmax

ROW = 22
SURE = 0.9
"""The probability from which on an answer counts as sure."""


class Hearing(NamedTuple):
    """What two networks make of one list of facts and a question."""

    offices: ndarray  # (K,) in the order in which they are told
    holders: ndarray  # (K,) who holds each
    asked: int  # which of the K is asked, from 0
    looks: (
        ndarray  # (K + 1,) where attention looks at the end, the question itself last
    )
    shares: dict  # {network: (4,) probability of each holder}


def hear(models, facts, asked, court):
    """Tell the first facts of a court (its number) to both, and ask one of them.

    models {"attention": ..., "LSTM": ...}; asked counts from 1, and is the last one
    where there are fewer facts.
    """
    rng = np.random.default_rng(court)
    offices, holders = rng.permutation(len(OFFICES)), rng.integers(4, size=16)
    offices, holders, asked = offices[:facts], holders[:facts], min(asked, facts) - 1
    x = tell(offices[None], holders[None], offices[asked : asked + 1])
    traces = {name: model.forward(x) for name, model in models.items()}
    shares = {
        name: np.exp(log_softmax(models[name].linear.forward(trace.h[:, -1])))[0]
        for name, trace in traces.items()
    }
    return Hearing(offices, holders, asked, traces["attention"].a[0, -1], shares)


def draw_hearing(heard):
    """The facts, the head's looks at them, and both networks' answers -> Drawing."""
    facts = len(heard.offices)
    drawing = Drawing(720, 62 + ROW * len(OFFICES), _told(heard))
    drawing.text(40, 10, "facts in their order, and where attention looks", 13)
    look = NETWORKS["attention"]
    for k, share in enumerate(heard.looks):
        y, bold = 36 + ROW * k, "bold" if k == heard.asked else "normal"
        if k < facts:
            drawing.text(110, y, OFFICES[heard.offices[k]], 13, "end", bold)
            drawing.text(122, y, KINGS[heard.holders[k]], 13, "start", bold)
        else:
            drawing.text(178, y, "the question itself", 13, "end")
        width = 1 + 160 * float(share)
        drawing.rect(190, y - 6, width, 12, colour=look.shade, fill=look.shade)
        drawing.text(198 + width, y, f"{share:.0%}", 12)
    _draw_answers(drawing, heard)
    return drawing


def _draw_answers(drawing, heard):
    """Who holds the office? A row for each person, a bar in it for each network."""
    office, right = OFFICES[heard.offices[heard.asked]], heard.holders[heard.asked]
    drawing.text(430, 10, f"who is the {office}? · {KINGS[right]} is right", 13)
    for row, name in enumerate(KINGS):
        y = 48 + 62 * row
        drawing.text(490, y, name, 13, "end", "bold" if row == right else "normal")
        for k, (network, shares) in enumerate(heard.shares.items()):
            share, middle, look = float(shares[row]), y - 9 + 18 * k, NETWORKS[network]
            fill = look.shade if network == "attention" else TEXT
            width = 1 + 80 * share
            drawing.rect(500, middle - 5, width, 10, colour=look.shade, fill=fill)
            ink = as_text(look.shade)
            drawing.text(508 + width, middle, f"{network} {share:.0%}", 12, colour=ink)


def _told(heard):
    """Whom both networks name, in a sentence."""
    right, count = heard.holders[heard.asked], len(heard.offices)
    words = []
    for name, shares in heard.shares.items():
        said = int(np.argmax(shares))
        verdict = "right" if said == right else "wrong"
        sure = "sure" if shares[said] >= SURE else "unsure"
        words.append(f"{name} says {KINGS[said]}, {verdict} and {sure}")
    facts = "1 fact" if count == 1 else f"{count} facts"
    asked = f"asked for number {heard.asked + 1}"
    return f"After {facts}, {asked}: {'; '.join(words)}"


def looks_explorer(models):
    """Sliders: how many facts are told, which one is asked, and at which court."""

    def draw(facts, asked, court):
        return draw_hearing(hear(models, facts, asked, court))

    last = len(OFFICES)
    return explore(
        draw,
        facts=slider(1, last, 12, label="facts told"),
        asked=slider(1, last, 3, label="asked for"),
        court=slider(1, 6, 1, label="court"),
    )
