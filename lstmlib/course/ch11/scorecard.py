"""The story held to account: each of its sentences, a verdict, a number, a chapter.

    rows = story_rows()       fifteen Rows, their numbers read from data/ or computed
    show_scorecard(rows)      the same as a table

No number is typed in. Where a sentence can be measured, its verdict follows from the
number by a bar that stands in its function; change the results, and the row changes.
"""

import inspect
from typing import NamedTuple

import numpy as np

from lstmlib.cells import lstm_state, lstm_step
from lstmlib.course.data import DATA, best_setting, read_table
from lstmlib.course.lab.gradient_flow import gradient_norms
from lstmlib.course.lab.possible import Possible, read_possible
from lstmlib.course.lab.retention import half_life
from lstmlib.course.lab.statistics import mean_interval
from lstmlib.course.notebook.tables import show_table
from lstmlib.layers import RNN

TRUE, FALSE = "true here", "false here"
PICTURE = "a picture, not measured"
EXACT = 0.95
"""Share of right answers from which on a network counts as right."""
LEARNED = 0.9
"""The bar of chapter 08: share of stories with both answers right."""
HALF = 0.5
"""A gate below it lets through less than it stops."""
FORGOTTEN = 0.3
"""Up to this share of right names a network has forgotten: of four names a guess
finds a quarter."""


class Row(NamedTuple):
    """One sentence of the story, and what the course has to say of it."""

    sentence: str
    verdict: str  # true here, false here, true only if ..., or PICTURE
    number: str  # "none" where there is none
    chapter: str  # where it is measured


def only_if(condition):
    """The verdict on a sentence that holds under one condition."""
    return f"true only if {condition}"


def story_rows(folder=DATA):
    """The fifteen sentences, judged by the results in a folder -> list of Rows."""
    return [judge(folder) for judge in JUDGES]


def two_contexts(folder):
    """Nothing here was asked whether a story is good."""
    return Row(
        "A reader keeps two contexts, what happens now and the whole world of the "
        "story, and judges a story by the second.",
        PICTURE,
        "none",
        "00",
    )


def worth_storing(folder):
    """What a probe reads that it did not read before training was worth storing."""
    runs = read_table(folder / "probes.csv")
    runs = runs[(runs["state"] == "c") & (runs["fact"] == "first")]
    after, before = (
        runs["right"][runs["network"] == name].mean()
        for name in ("trained", "untrained")
    )
    if after - before < 0.2:
        verdict = TRUE if before >= EXACT else FALSE
    else:
        verdict = only_if("training has asked for it")
    return Row(
        "What is worth storing is decided by itself.",
        verdict,
        f"first king read off c: {after:.2f} trained, {before:.2f} untrained",
        "10",
    )


def one_state(folder):
    """A plain RNN that is right by hand, near and far, shows that one can."""
    told = _possible(folder)["01"]
    exact = min(told.right, told.right_far) >= EXACT
    return Row(
        "A plain RNN has one state for both contexts, and cannot hold both.",
        FALSE if exact else only_if("nobody writes the weights by hand"),
        f"by hand {told.right_far:.2f} right at {told.far}; found by training: "
        f"{_found(told)}",
        "01",
    )


def vanishing(folder):
    """Blame fades; but a king who is lost with no word between was lost otherwise."""
    norm = np.median([_gradient_after(50, seed) for seed in range(5)])
    near = _race(folder, "RNN", 0, "first")
    shared = near <= FORGOTTEN
    return Row(
        "Gradients vanish, so the recent rules and the old is lost.",
        only_if("one state for both is named as the other cause") if shared else TRUE,
        f"an untrained RNN's gradient 50 words back {_power(norm)}; with no filler "
        f"word at all the RNN names the first king in {near:.2f} of the stories",
        "01, 02, 08",
    )


def forgets_entirely(folder):
    """Up to FORGOTTEN is forgotten; above it, after longer training, is not."""
    current, first = (_race(folder, "RNN", 50, fact) for fact in ("current", "first"))
    runs = read_table(folder / "rnn_long_search.csv")
    long = best_setting(runs, "first")
    close, far = (
        long["first"][long["filler"] == filler].mean()
        for filler in (long["filler"].min(), long["filler"].max())
    )
    verdict = TRUE if first <= FORGOTTEN else FALSE
    if verdict == TRUE and close > FORGOTTEN:
        verdict = only_if("it trains as briefly as the LSTM")
    return Row(
        "An RNN remembers the grandson and forgets the first king entirely.",
        verdict,
        f"at 50 words the living king {current:.2f}, the first {first:.2f}; trained "
        f"five times as long {close:.2f} close by, {far:.2f} far off",
        "01, 08",
    )


def two_paths(folder):
    """It holds if four fifths are right far out, by hand and trained."""
    told = _possible(folder)["03"]
    last = _race(folder, "LSTM", 200, "first")
    held = min(told.right_far, last) >= 0.8
    return Row(
        "With two paths, something important early survives to the end.",
        TRUE if held else FALSE,
        f"by hand {told.right_far:.2f} at {told.far}; found by training: "
        f"{_found(told)}; a trained LSTM at 200 words a reign {last:.2f}",
        "03, 08",
    )


def until_removed(folder, f=0.99):
    """A gate below 1 removes what nobody wants removed; computed for one f."""
    return Row(
        "What is important stays until it is explicitly removed.",
        only_if("its forget gate stands at 1"),
        f"at f = {f:g} half is gone after {half_life(f):.0f} words",
        "04",
    )


def pronoun(folder):
    """It holds if three quarters of the seeds know the topic after 100 words."""
    lstm, rnn = (_know_the_topic(folder, name) for name in ("LSTM", "RNN longer"))
    verdict = TRUE if _most(lstm) else FALSE
    if _most(lstm) and _most(rnn):
        verdict += ", and of an RNN, too"
    return Row(
        "Long-term memory picks the pronoun, and replaces she by he.",
        verdict,
        f"right after 100 words: {lstm[0]} of {lstm[1]} LSTMs, {rnn[0]} of {rnn[1]} "
        "RNNs that train longer",
        "11",
    )


def traffic(folder):
    """The equations say so, and nothing else."""
    return Row(
        "Gates carry the traffic between the two memories.",
        f"{TRUE}, by construction",
        "none",
        "07",
    )


def removes_the_dead(folder):
    """It holds where more than half of the dead king goes: f below HALF at "dies"."""
    asked, unasked = (_moment(folder, name, "f") for name in ("tracker", "recall"))
    condition = only_if("nobody on the throne is an answer")
    removes = [at < HALF for at, *_ in (asked, unasked)]
    return Row(
        "The forget gate reads the word and the short-term memory, and removes the "
        "dead king.",
        TRUE if all(removes) else condition if removes[0] else FALSE,
        f"f at the king's death, at another's: {_two(asked)} where nobody is an "
        f"answer, else {_two(unasked)}",
        "10",
    )


def writes_the_heir(folder):
    """It holds if i is above HALF at his name, and wider there by its interval."""
    told = [_moment(folder, name, "i") for name in ("tracker", "recall")]
    writes = all(at > HALF and low > 0 for at, _, low, _ in told)
    return Row(
        "The input gate writes the heir.",
        TRUE if writes else FALSE,
        f"i at the heir's name, at another's: {_two(told[0])} where nobody is an "
        f"answer, else {_two(told[1])}",
        "10",
    )


def reads_c(folder):
    """Turn c before one step, and see whether o moves; computed."""
    o, h = _turned_memory()
    return Row(
        "The output gate reads the word and both memories, and decides the output, "
        "which is the next short-term memory.",
        TRUE if o else only_if("the cell has peepholes"),
        f"c turned before a step moves o by {o:g}, and h by {h:.2f} in the mean",
        "06",
    )


def every_gate(folder):
    """Each gate that hand-made weights do without is not needed."""
    told = [_possible(folder)[chapter] for chapter in ("04", "05", "06")]
    runs = read_table(folder / "ablation.csv")
    named = ("no forget gate", "no input gate", "no output gate", "full LSTM")
    learned = [_learned(runs[runs["variant"] == name]) for name in named]
    by_hand, noisy = (
        ", ".join(f"{possible[k]:.2f}" for possible in told)
        for k in map(Possible._fields.index, ("right", "right_noise"))
    )
    spared = min(possible.right for possible in told) >= EXACT
    return Row(
        "Every gate is needed.",
        f"{FALSE}, but for full strength straight from silence" if spared else TRUE,
        f"without f, i, o: by hand {by_hand} right (under noise {noisy}), found "
        f"{', '.join(map(_found, told))}; on the chronicles learned "
        f"{', '.join(learned[:3])}, with all {learned[3]}; without o an answer from "
        f"silence has at most tanh 1 = {np.tanh(1):.2f}",
        "04, 05, 06, 08",
    )


def solves_it(folder):
    """It holds as far as the first king is named in EXACT of the stories."""
    near, far = (_race(folder, "LSTM", filler, "first") for filler in (50, 200))
    rnn = _race(folder, "RNN", 200, "first")
    verdict = TRUE if far >= EXACT else only_if("the story is not too long")
    return Row(
        "Together the gates solve the greatest limitation of RNNs.",
        verdict if near >= EXACT else FALSE,
        f"first king at 50 and 200 words a reign: {near:.2f}, {far:.2f}; RNN {rnn:.2f}",
        "08",
    )


def computer(folder):
    """What a step is given beside its weights, and what it hands on; counted."""
    inputs, outputs = _ins_and_outs()
    return Row(
        "An LSTM is like a computer: three inputs, two updates, two outputs.",
        TRUE if (len(inputs), len(outputs)) == (3, 2) else FALSE,
        f"{len(inputs)} in ({', '.join(inputs)}), {len(outputs)} out "
        f"({', '.join(outputs)})",
        "07",
    )


JUDGES = (
    two_contexts,
    worth_storing,
    one_state,
    vanishing,
    forgets_entirely,
    two_paths,
    until_removed,
    pronoun,
    traffic,
    removes_the_dead,
    writes_the_heir,
    reads_c,
    every_gate,
    solves_it,
    computer,
)

# --------------------------------------------------------- where the numbers come from


def _possible(folder):
    return read_possible(folder / "possible.csv")


def _found(told):
    return f"{told.found:.0f} of {told.tried:.0f}"


def _race(folder, run, filler, fact):
    """Mean share of right answers of a network of chapter 08's race, ten seeds."""
    runs = read_table(folder / "race_length.csv")
    own = (runs["run"] == run) & (runs["stage"] == "best") & (runs["filler"] == filler)
    return runs[fact][own].mean()


def _know_the_topic(folder, network):
    """How many seeds of a network know she from he after 100 words, and of how many."""
    runs = read_table(folder / "pronouns.csv")
    own = (runs["network"] == network) & (runs["filler"] == 100)
    return int(np.sum(runs["right"][own] >= RIGHT)), int(own.sum())


RIGHT = 0.97
"""Share of right pronouns from which on a network counts as knowing the topic."""


def _most(counted):
    count, of = counted
    return 4 * count >= 3 * of


def _moment(folder, network, gate):
    """Mean gate here and there, and the interval of the difference: four numbers."""
    runs = read_table(folder / "gate_moments.csv")
    runs = runs[(runs["network"] == network) & (runs["gate"] == gate)]
    _, low, high = mean_interval(runs["at_here"] - runs["at_there"])
    return runs["at_here"].mean(), runs["at_there"].mean(), low, high


def _two(told):
    at, elsewhere, low, high = told
    apart = f"{low:+.2f} to {high:+.2f}".replace("-", "−")
    return f"{at:.2f}, {elsewhere:.2f} (difference {apart})"


def _learned(runs):
    if not len(runs):
        return "not counted"
    return f"{int(np.sum(runs['both_10'] >= LEARNED))} of {len(runs)}"


def _gradient_after(words, seed):
    """Norm of the gradient so many steps back in an untrained RNN of 16 units."""
    rng = np.random.default_rng(seed)
    layer = RNN(16, 16, rng=rng)
    trace = layer.forward(rng.normal(size=(1, words + 1, 16)))
    return gradient_norms(layer, trace)[words]


def _power(norm):
    raised = str(round(float(np.log10(norm))))
    return "10" + raised.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _turned_memory():
    """How far o and h move, in the mean, when c is turned before a step."""
    rng = np.random.default_rng(0)
    x, h, c = (rng.normal(size=(1000, 8)) for _ in range(3))
    weights = rng.normal(size=(8, 32)), rng.normal(size=(8, 32)), np.zeros(32)
    own, turned = (lstm_step(x, h, memory, *weights) for memory in (c, -c))
    return abs(own.o - turned.o).mean(), abs(own.h - turned.h).mean()


def _ins_and_outs():
    """What a step is given beside its weights, and what it hands on, by name."""
    given = [name for name in inspect.signature(lstm_step).parameters]
    made = lstm_state(*np.ones((5, 1, 1)))
    return given[:-3], ("c", "h")[: len(made)]


# ------------------------------------------------------------------------- the table

HEADS = ("sentence", "the story says", "the course says", "number", "chapter")


def show_scorecard(rows):
    """Show Rows as a table, each with its place; outside Jupyter print them."""
    placed = [(place, *row) for place, row in enumerate(rows, 1)]
    show_table("The story held to account", HEADS, placed)
