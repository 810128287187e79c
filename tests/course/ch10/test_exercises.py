"""Chapter 10's own parts: the boxes that chapter 00 kept, beside a network's gates."""

import json

import numpy as np
import pytest

from lstmlib.cells import LSTMStep
from lstmlib.course.ch10 import figures
from lstmlib.course.drawing import plots
from lstmlib.course.stories.memory_game import (
    BOXES,
    CHOICES,
    PASS,
    STORY,
    boxes_written,
    load_choices,
)

WORDS = [word for sentence in STORY for word in sentence.split()]
HERE = {1: "long-term 1", 7: "long-term 3", 12: "long-term 3", 15: "short-term"}


def choices_of(here):
    return [here.get(n, PASS) for n in range(1, len(STORY) + 1)]


def trace_that_writes_at(sentences, forgets_at=()):
    """A trace of 4 units whose gates move at the first word of these sentences."""
    T = len(WORDS)
    starts = np.cumsum([0, *(len(s.split()) for s in STORY)])
    i, f, c = np.full((1, T, 4), 0.1), np.full((1, T, 4), 0.9), np.ones((1, T, 4))
    for n in sentences:
        i[0, starts[n - 1]] = 0.8
    for n in forgets_at:
        f[0, starts[n - 1]] = 0.2
    return LSTMStep(x=c, h_prev=c, c_prev=c, i=i, f=f, g=c, o=c, c=c, h=c)


def draw(choices, trace):
    _, axes = plots.new_figure(3)
    return figures.draw_boxes(axes, choices, [trace])


# ------------------------------------------------------------------ kept choices


def test_without_a_file_the_choices_made_here_are_used(tmp_path, capsys):
    assert load_choices(tmp_path / "none.json", HERE) == choices_of(HERE)
    assert "kept no boxes" in capsys.readouterr().out


def test_with_a_file_the_kept_choices_are_used(tmp_path, capsys):
    path = tmp_path / "my_memory.json"
    kept = choices_of({2: "long-term 2"})
    path.write_text(json.dumps({"choices": kept}), encoding="utf-8")
    assert load_choices(path, HERE) == kept
    assert "your boxes from chapter 00" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [
        "",
        "king",
        "[]",
        "{}",
        '{"choices": 3}',
        '{"choices": ["long-term 1"]}',
        json.dumps({"choices": [["long-term 1"]] * 15}),
        json.dumps({"choices": ["<b>the attic</b>"] * 15}),
        "[" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_a_damaged_file_is_told_and_not_used(tmp_path, content, capsys):
    path = tmp_path / "my_memory.json"
    raw = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(raw)
    assert load_choices(path, HERE) == choices_of(HERE)
    assert "cannot be read" in capsys.readouterr().out
    assert path.read_bytes() == raw


def test_wrong_choices_made_here_get_one_sentence(tmp_path):
    with pytest.raises(ValueError, match="expected sentences 1 to 15, got 16"):
        load_choices(tmp_path / "none.json", {16: "long-term 1"})
    with pytest.raises(ValueError, match="expected one of .*, got 'the attic'"):
        load_choices(tmp_path / "none.json", {1: "the attic"})


def test_only_long_term_places_count_as_written():
    assert boxes_written(choices_of(HERE)) == ([1, 7, 12], [12])
    assert boxes_written(["short-term"] * 15) == ([], [])
    assert boxes_written(["long-term 2"] * 15) == ([*range(1, 16)], [*range(2, 16)])


# ------------------------------------------------------------- boxes and gates


def test_a_reader_who_does_as_the_network_does_shares_every_sentence():
    finding = draw(choices_of(HERE), trace_that_writes_at([1, 7, 12], [12]))
    assert "3 of the 3 sentences that you put into long-term memory" in finding
    assert "among the 3 with the networks' widest input gate (chance: 0.6)" in finding
    assert " and “grandson deva becomes king”, you at “grandson" in finding


def test_a_reader_who_does_something_else_shares_none():
    finding = draw(choices_of(HERE), trace_that_writes_at([2, 6, 11], [6]))
    assert finding.startswith("0 of the 3 sentences")
    assert " and “king arjun dies”, you at “grandson" in finding


@pytest.mark.parametrize("choice", CHOICES)
def test_the_same_choice_everywhere_has_a_finding(choice):
    finding = draw([choice] * 15, trace_that_writes_at([1], [6]))
    if choice in BOXES[1:]:
        assert finding.startswith("15 of the 15 sentences")
    else:
        assert "You wrote nothing into long-term memory" in finding
        assert finding.endswith("you never")


def test_what_was_never_kept_cannot_be_let_go():
    trace = trace_that_writes_at([1], [6])
    c_prev = trace.c_prev.copy()
    c_prev[0, :5] = 0
    finding = draw(choices_of(HERE), trace._replace(c_prev=c_prev))
    assert "rules” and “king arjun dies”" in finding


def test_a_trace_over_another_story_is_refused():
    trace = trace_that_writes_at([1])
    short = LSTMStep(*(field[:, :-1] for field in trace))
    with pytest.raises(ValueError, match="traces over 73 words, got 72"):
        draw(choices_of(HERE), short)


def test_several_networks_count_as_their_mean():
    """Two that open at sentence 1 outvote one that opens elsewhere."""
    traces = [trace_that_writes_at(at, [6]) for at in ([2], [1], [1])]
    _, axes = plots.new_figure(3)
    finding = figures.draw_boxes(axes, choices_of({1: "long-term 1"}), traces)
    assert finding.startswith("1 of the 1 sentences")
    _, axes = plots.new_figure(3)
    finding = figures.draw_boxes(axes, choices_of({2: "long-term 1"}), traces)
    assert finding.startswith("0 of the 1 sentences")


def test_bars_are_filled_where_the_reader_did_the_same():
    _, axes = plots.new_figure(3)
    figures.draw_boxes(axes, choices_of(HERE), [trace_that_writes_at([1])])
    filled = [
        [n for n, bar in enumerate(ax.patches, 1) if min(bar.get_facecolor()) < 1]
        for ax in axes[1:]
    ]
    assert filled == [[1, 7, 12], [12]]
