"""The exercises of chapter 07: an LSTM written by hand, as votes.

An answer is a table of votes. It is not compared with another table: the cell that it
makes reads a text, and what the cell does at each word is held to what it should do.
"""

import itertools

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


def check_gate_of(gate_of):
    """gate_of(all_of, none_of) -> votes: open if all are there, and none of those."""
    check(GATE_OF, lambda wanted, unwanted: _gate(gate_of, wanted, unwanted))


def _gate(gate_of, wanted, unwanted):
    """The value of the gate for every set of voters that may be there."""
    votes, voters = gate_of(wanted, unwanted), [*wanted, *unwanted]
    if votes is None:
        return None
    known = {"bias", *voters}
    if not isinstance(votes, dict) or not set(votes) <= known:
        came = sorted(map(str, votes)) if isinstance(votes, dict) else repr(votes)
        raise ValueError(f"expected votes of {sorted(known)}, got {came}")
    sets = itertools.product((False, True), repeat=len(voters))
    return {
        _there(there): _words(sigmoid(GATE_GAIN * _sum(votes, there)))
        for there in (list(itertools.compress(voters, chosen)) for chosen in sets)
    }


def _there(voters):
    return f"gate, {' and '.join(voters) or 'nobody'}"


def _sum(votes, there):
    return sum(votes.get(source, 0) for source in ("bias", *there))


def _votes(bias, veto=-1, vote=1):
    """A function for `mistakes`: equal votes, and a bias that may follow their number.

    bias(n): for n voters who are wanted; veto(n): of one who is not.
    """

    def gate_of(wanted, unwanted):
        n = len(wanted)
        votes = {"bias": bias(n)} | dict.fromkeys(wanted, vote)
        return votes | dict.fromkeys(unwanted, veto)

    return lambda wanted, unwanted: _gate(gate_of, wanted, unwanted)


GATE_OF = Exercise(
    "gate_of",
    _votes(lambda n: 0.5 - n),
    lambda: [
        (("royal", "arjun"), ()),
        (("royal", "arjun"), ("founded",)),
        (("topic", "of", "king"), ("dies", "founded")),
        (("king",), ("poet",)),
    ],
    (
        (
            _votes(lambda n: -0.5),
            "one vote alone opens it: that is OR. Move the bias.",
        ),
        (
            _votes(lambda n: -1.5),
            "it is right for two voters only: the bias has to follow their number.",
        ),
        (
            _votes(lambda n: 0.5 - n, veto=0),
            "a voter of none_of is there, and the gate opens: give those a vote, too.",
        ),
        (
            _votes(lambda n: 0.5 - n, veto=1),
            "those of none_of help to open it: their votes have to be negative.",
        ),
        (
            _votes(lambda n: -n),
            "when all are there the sum is 0, and the gate is half open.",
        ),
        (
            _votes(lambda n: 1 - n),
            "when one of them is missing the sum is 0, and the gate is half open.",
        ),
        (
            _votes(lambda n: n - 0.5, vote=-1, veto=1),
            "it closes when all are there: turn every sign.",
        ),
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
