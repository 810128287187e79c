"""The exercises of chapter 07: an LSTM written by hand, as votes.

An answer is a table of votes. It is not compared with another table: the cell that it
makes reads a text, and what the cell does at each word is held to what it should do.
"""

from lstmlib.cells import sigmoid
from lstmlib.course.ch07 import handmade_lstm
from lstmlib.course.ch07.handmade_weights import GATE_GAIN, write_weights
from lstmlib.course.notebook.grading import Exercise, check
from lstmlib.course.stories.grammar import chronicle_vocabulary, pad

CORONATION = "king arjun dies . son deva becomes king . rain falls ."
POET = "poet arjun dies . king deva wins . poet deva becomes rich ."
REIGNS = (
    "in vatsa king arjun rules . poet arjun dies . king arjun wins . poet deva becomes "
    "rich . king arjun dies . son deva becomes king . king deva goes to war ."
)


def _words(number):
    return f"{number + 0.0:.2f}"  # + 0.0 makes a zero of -0.0


def _follow(model, text, units):
    """What these units keep and say at each word of a text, to two digits."""
    words = text.split()
    trace = model.forward(pad([words], chronicle_vocabulary()))
    return {
        f"{letter} of {unit} at word {t}, {word}": _words(values[0, t - 1, k])
        for t, word in enumerate(words, 1)
        for unit, k in units.items()
        for letter, values in (("c", trace.c), ("h", trace.h))
    }


def check_royal(royal):
    """royal(titles) -> the votes of a flag that is up from a title to the full stop."""
    check(ROYAL, lambda titles, text: _fly(royal(titles), text))


def _fly(votes, text):
    if votes is None:
        return None
    model = write_weights({"the flag": votes}, {}, chronicle_vocabulary())
    return _follow(model, text, {"the flag": 0})


def _flag(**changes):
    """A function for `mistakes`: the right votes but for these."""
    return lambda titles, text: _fly(handmade_lstm.royal(titles) | changes, text)


ROYAL = Exercise(
    "royal",
    _flag(),
    lambda: [(handmade_lstm.TITLES, CORONATION), (handmade_lstm.TITLES, POET)],
    (
        (
            _flag(f={"bias": 1} | dict.fromkeys(handmade_lstm.TITLES, -2)),
            "the flag is still up after the full stop: which gate takes it down?",
        ),
        (
            _flag(f={"bias": 1, ".": -2}),
            "a second title adds 1 to the 1 that stands there; make it replace: where "
            "the input gate opens, the forget gate has to close.",
        ),
        (
            _flag(o={}),
            "h is half of tanh(1): nobody votes at the output gate, and a gate without "
            "a vote stands half open. The bias votes at every word.",
        ),
        (
            _flag(f=dict.fromkeys((*handmade_lstm.TITLES, "."), -2)),
            "the flag sinks by half at each other word: without a bias the forget gate "
            "stands at one half there.",
        ),
    ),
)


def check_and_gate(and_gate):
    """and_gate(first, second) -> votes that open a gate only if both are there."""
    check(AND_GATE, lambda first, second: _gate(and_gate(first, second), first, second))


def _gate(votes, first, second):
    if votes is None:
        return None
    known = {"bias", first, second}
    if not isinstance(votes, dict) or not set(votes) <= known:
        came = sorted(map(str, votes)) if isinstance(votes, dict) else repr(votes)
        raise ValueError(f"expected votes of {sorted(known)}, got {came}")
    there = {"neither": (), first: [first], second: [second], "both": [first, second]}
    sums = {
        name: sum(votes.get(source, 0) for source in ("bias", *sources))
        for name, sources in there.items()
    }
    return {f"gate, {k}": _words(sigmoid(GATE_GAIN * s)) for k, s in sums.items()}


def _votes(bias, vote=1):
    """A function for `mistakes`: two equal votes and this bias."""
    return lambda first, second: _gate(
        {"bias": bias, first: vote, second: vote}, first, second
    )


AND_GATE = Exercise(
    "and_gate",
    _votes(-1.5),
    lambda: [("royal", "arjun"), ("topic", "of")],
    (
        (_votes(-0.5), "one vote alone opens it: that is OR. The bias is too weak."),
        (_votes(-1), "one vote alone and the bias cancel out: the gate is half open."),
        (_votes(-2), "both votes only cancel the bias out: the gate is half open."),
        (_votes(0), "without a bias the gate is half open when nobody votes."),
        (_votes(1.5, -1), "that gate closes when both are there: turn every sign."),
    ),
)


def check_seat(seat):
    """seat(name) -> the votes of a king's seat, beside the flag "royal"."""
    check(SEAT, lambda names, text: _sit(seat, names, text))


def _sit(seat, names, text):
    """What the seats of these kings keep and say, written by the function `seat`."""
    votes = {name: seat(name) for name in names}
    if any(v is None for v in votes.values()):
        return None
    vocabulary = chronicle_vocabulary()
    model = handmade_lstm.throne(vocabulary, names=names, seat=votes.get)
    seats = {handmade_lstm.name_of(name): k for k, name in enumerate(names)}
    return _follow(model, text, seats)


def _chair(gate, bias, name=0, **votes):
    """A function for `mistakes`: the right votes but for those of one gate."""

    def seat(king):
        return handmade_lstm.seat(king) | {gate: {"bias": bias, king: name} | votes}

    return lambda names, text: _sit(seat, names, text)


def _seat_cases():
    long = "king deva rules . " + "rain falls . " * 70 + "king deva wins ."
    return [
        (("arjun", "deva"), REIGNS),
        (("arjun", "bala", "deva"), CORONATION + " " + POET),
        (("deva", "hari"), long),
    ]


SEAT = Exercise(
    "seat",
    lambda names, text: _sit(handmade_lstm.seat, names, text),
    _seat_cases,
    (
        (
            _chair("i", -1, name=2),
            "a poet takes the throne: the input gate opens at the name alone. It needs "
            "two votes, the name's and the flag's.",
        ),
        (
            _chair("f", 1, name=-2, dies=-2),
            "when a poet is named, or dies, the king loses the throne: the forget gate "
            "must not close unless the flag is up.",
        ),
        (
            _chair("f", 1.5, name=-1, royal=-1),
            "the dead king keeps his seat: nothing closes the forget gate at 'dies'.",
        ),
        (
            _chair("f", 1.5, royal=-1, dies=-1),
            "a king who is named again counts twice, 1 + 1: close the forget gate at "
            "the name, too, so that the new 1 replaces the old one.",
        ),
        (
            _chair("o", 1),
            "the seat speaks at every word; it is asked only at 'king'.",
        ),
    ),
)
