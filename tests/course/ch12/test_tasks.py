"""Chapter 12: its tasks are those of the papers, checked without the graph."""

import re

import numpy as np
import pytest

from lstmlib.course.ch12 import adding, copying, order, reber

# The language of the graph, as a regular expression: an automaton of another make.
# After T: S any number of times, then X, and S to the end or X on to the other part.
# There: T any number of times, then V, and V to the end or P back, which is followed by
# X (into that part again) or S.
INNER = "B(TS*X(S|XT*V(PXT*V)*(V|PS))|PT*V(PXT*V)*(V|PS))E"
EMBEDDED = re.compile(f"BT{INNER}TE|BP{INNER}PE")


@pytest.fixture
def strings():
    flips = reber.coins(np.random.default_rng(0))
    return [reber.embedded_string(flips) for _ in range(2000)]


def test_every_string_is_one_of_the_language(strings):
    for symbols, _ in strings:
        assert EMBEDDED.fullmatch("".join(symbols))


def test_what_is_possible_is_what_other_strings_go_on_with(strings):
    # Every beginning that came up often shows all of its continuations.
    seen = {}
    for symbols, possible in strings:
        for t, now in enumerate(possible):
            start = "".join(symbols[:t])
            told, came = seen.setdefault(start, (now, []))
            assert told == now
            came.append(symbols[t])
    often = [(now, came) for now, came in seen.values() if len(came) >= 30]
    assert len(often) > 50
    for now, came in often:
        assert set(now) == set(came)


def test_a_wrong_string_is_none_of_the_language(strings):
    rng = np.random.default_rng(1)
    for symbols, possible in strings[:300]:
        t = int(rng.integers(len(symbols)))
        other = rng.choice([s for s in reber.SYMBOLS if s not in possible[t]])
        damaged = [*symbols[:t], other, *symbols[t + 1 :]]
        assert not EMBEDDED.fullmatch("".join(damaged))


def test_coins_are_fair_and_lags_as_the_graph_has_them(strings):
    lags = np.array([reber.lag(symbols) for symbols, _ in strings])
    outer = [symbols[1] for symbols, _ in strings]
    assert lags.min() == 5
    assert 7 < lags.mean() < 9
    assert 0.45 < np.mean([symbol == "T" for symbol in outer]) < 0.55


def test_an_exam_asks_for_every_symbol_after_the_first(strings):
    x, following, possible = reber.exam_of(strings[:20])
    for n, (symbols, sets) in enumerate(strings[:20]):
        told = x[n].argmax(axis=1)[: len(symbols) - 1]
        assert [reber.SYMBOLS[k] for k in told] == symbols[:-1]
        assert [reber.SYMBOLS[k] for k in following[n] if k >= 0] == symbols[1:]
        for t, each in enumerate(sets[1:]):
            assert {reber.SYMBOLS[k] for k in np.flatnonzero(possible[n, t])} == {*each}


def test_all_possible_symbols_must_stand_above_all_others():
    possible = np.array([True, True, False])
    assert reber.all_above(np.array([3.0, 2.0, 1.0]), possible)
    assert not reber.all_above(np.array([3.0, 1.0, 2.0]), possible)
    assert not reber.all_above(np.array([3.0, 1.0, 1.0]), possible)


def test_a_stream_is_strings_without_a_gap():
    stream = reber.Stream(np.random.default_rng(2), 3)
    parts = [stream.take(T) for T in (7, 40, 300)]
    for n in range(3):
        told = "".join(reber.SYMBOLS[k] for x, *_ in parts for k in x[n].argmax(axis=1))
        rest = EMBEDDED.sub("|", told)
        # Whole strings, and the beginning of one more.
        assert re.fullmatch(r"\|+([^|]{0,60})", rest)
        following = np.concatenate([y[n] for _, y, _, _ in parts])
        assert "".join(reber.SYMBOLS[k] for k in following[:-1]) == told[1:]
        outer = np.concatenate([where[n] for *_, where in parts])
        ends = [m.end() - 2 for m in EMBEDDED.finditer(told)]
        assert [1 + t for t in np.flatnonzero(outer)][: len(ends)] == ends


@pytest.mark.parametrize("T", [40, 100])
def test_adding_is_the_task_of_1997(T):
    x, targets = adding.adding_batch(np.random.default_rng(3), 500, T)
    lengths = np.array([np.flatnonzero(~np.isnan(row[:, 0]))[0] + 1 for row in targets])
    assert lengths.min() == T and lengths.max() == T + T // 10
    for row, target, length in zip(x, targets, lengths, strict=True):
        marked = np.flatnonzero(row[:, 1] == 1)
        assert row[0, 1] == row[length - 1, 1] == -1
        assert not row[length:].any()
        # The first pair may be one of the two; it keeps its -1 and counts as 0.
        assert 1 <= len(marked) <= 2
        assert marked.max() < T // 2 - 1
        total = 0.5 + row[marked, 0].sum() / 4
        np.testing.assert_allclose(target[length - 1, 0], total, rtol=1e-6)


def test_order_is_task_6a_of_1997():
    x, classes = order.order_batch(np.random.default_rng(4), 500)
    for row, told in zip(x, classes, strict=True):
        length = int(row.any(axis=1).sum())
        text = "".join(order.SYMBOLS[k] for k in row[:length].argmax(axis=1))
        assert 100 <= length <= 110
        assert re.fullmatch("E[abcd]+[XY][abcd]+[XY][abcd]+B", text)
        first, second = (m.start() for m in re.finditer("[XY]", text))
        assert 10 <= first <= 20 and 50 <= second <= 60
        pair = text[first] + text[second]
        assert told[length - 1] == ["XX", "XY", "YX", "YY"].index(pair)
        assert (told >= 0).sum() == 1


def test_copying_asks_for_what_was_said_in_its_order():
    x, answers = copying.copying_batch(np.random.default_rng(5), 50, delay=7)
    tokens = x.argmax(axis=2)
    assert x.shape == (50, 15, 6)
    np.testing.assert_array_equal(answers[:, -4:], tokens[:, :4])
    assert (tokens[:, 4:10] == 4).all() and (tokens[:, 10] == 5).all()
    assert (answers[:, :-4] == -1).all()
