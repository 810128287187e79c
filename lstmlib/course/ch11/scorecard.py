"""The story held to account: each of its sentences, a verdict, a number, a chapter.

    rows = story_rows()       fifteen Rows, their numbers read from data/ or computed
    show_scorecard(rows)      the same as a table

No result is typed in. Where a sentence can be measured, its verdict follows from the
number by a bar that stands in its function; change the results, and the row changes.
"""

import inspect
from typing import NamedTuple

import numpy as np

from lstmlib.cells import lstm_state, lstm_step
from lstmlib.course.data import DATA, best_setting, read_table
from lstmlib.course.lab.gradient_flow import gradient_norms
from lstmlib.course.lab.possible import read_possible
from lstmlib.course.lab.retention import half_life
from lstmlib.course.lab.statistics import mean_interval
from lstmlib.course.notebook.tables import show_table
from lstmlib.layers import LSTM, RNN

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


RACE_UPDATES, LONG_UPDATES = 1600, 5000
"""How long the RNNs train in the race of chapter 08, and in chapter 01's search."""


class Row(NamedTuple):
    """One sentence of the story, and what the course has to say of it."""

    sentence: str
    verdict: str  # true here, false here, true only if ... or in part, or PICTURE
    number: str  # "none" where there is none
    chapter: str  # where it is measured


def only_if(condition):
    """The verdict on a sentence that holds under one condition."""
    return f"true only if {condition}"


def only_in(part):
    """The verdict on a sentence of which only a part holds."""
    return f"true only in part: {part}"


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
    after, before, unasked = (
        np.median(runs["right"][np.isin(runs["network"], name)])
        for name in (("trained",), ("untrained",), ("tracker", "tracker_priced"))
    )
    if after - before < 0.2:
        verdict = TRUE if before >= EXACT else FALSE
    else:
        verdict = only_if("training has asked for it")
    return Row(
        "What is worth storing is decided by itself.",
        verdict,
        f"first king read off c, in the median: {after:.2f} trained, {before:.2f} "
        f"untrained, {unasked:.2f} trained but never asked for him",
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
    near, (close, _) = _race(folder, "RNN", 0, "first"), _trained_longer(folder)[1]
    back = f", and training longer brings him back ({close:.1f})"
    part = "with no word between, little of the first king is known, too"
    return Row(
        "Gradients vanish, so the recent rules and the old is lost.",
        TRUE if near >= HALF else only_in(part + back * int(close > near)),
        f"an untrained RNN's gradient 50 words back {_power(norm)}; with no filler "
        f"word at all the RNN names the first king in {near:.2f} of the stories, "
        f"trained longer in {close:.2f}",
        "01, 02, 08",
    )


def forgets_entirely(folder):
    """Up to FORGOTTEN is forgotten; above it, after longer training, is not."""
    current, first = (_race(folder, "RNN", 50, fact) for fact in ("current", "first"))
    words, (close, far) = _trained_longer(folder)
    verdict = TRUE if first <= FORGOTTEN else FALSE
    if verdict == TRUE and close > FORGOTTEN:
        verdict = only_if("it trains as briefly as the LSTM")
    return Row(
        "An RNN remembers the grandson and forgets the first king entirely.",
        verdict,
        f"at 50 words the living king {current:.2f}, the first {first:.2f}; first king "
        f"{close:.2f} at {words[0]:.0f} words, {far:.2f} at {words[1]:.0f} words, "
        f"trained for {_spaced(LONG_UPDATES)} updates (the race: "
        f"{_spaced(RACE_UPDATES)})",
        "01, 08",
    )


def two_paths(folder):
    """It holds if four fifths are right far out, by hand and trained."""
    told = _possible(folder)["03"]
    last = _race(folder, "LSTM", 200, "first")
    runs = read_table(folder / "ablation.csv")
    bare, gated = (
        runs[runs["variant"] == name] for name in ("second path", "+ forget gate")
    )
    verdict = FALSE
    if min(told.right_far, last) >= 0.8:
        alone = bare["both_10"].mean() < gated["both_10"].mean()
        more = " of one king; two were learned only with gates" if alone else ""
        verdict = TRUE + more
    return Row(
        "With two paths, something important early survives to the end.",
        verdict,
        f"one king by hand {told.right_far:.2f} at {told.far}; found by training: "
        f"{_found(told)}; two kings learned: {_learned(bare)} with bare paths, "
        f"{_learned(gated)} with a forget gate; a trained LSTM at 200 words a reign "
        f"{last:.2f}",
        "03, 08",
    )


def until_removed(folder, f=0.99):
    """A gate below 1 removes what nobody wants removed; computed for one f."""
    kept = _written_anew(1000)
    renewed = ", or the unit writes itself anew" if kept > 1 else ""
    return Row(
        "What is important stays until it is explicitly removed.",
        only_if(f"the forget gate stands at 1{renewed}"),
        f"at f = {f:g} half is gone after {half_life(f):.0f} words; a unit with "
        f"f = 0.5, i = o = 1 and g = tanh(20 h) has c = {kept:.2f} after 1 000 words",
        "04, computed here",
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
    """It holds if f is lower at the king's "dies", by its interval, and below HALF."""
    told = [_moment(folder, name, "f") for name in ("tracker", "recall")]
    lower = tuple(high < 0 for _, _, _, high, _ in told)
    removes = tuple(at < HALF for at, *_ in told)
    part = only_in(
        f"lower at a king's death than at another's {WHERE[lower]}; below a half in "
        f"the mean {WHERE[removes]}"
    )
    return Row(
        "The forget gate reads the word and the short-term memory, and removes the "
        "dead king.",
        TRUE if all(lower + removes) else part if any(lower) else FALSE,
        f"f at the king's death, at another's: {_two(told[0])} where every word is "
        f"asked about, else {_two(told[1])}",
        "10",
    )


WHERE = {
    (True, True): "in both kinds",
    (True, False): "only where every word is asked about",
    (False, True): "only where few words are asked about",
    (False, False): "in neither kind",
}
"""In which of two kinds of networks something holds: trackers, recall networks."""


def writes_the_heir(folder):
    """It holds if i is above HALF at his name, and wider there by its interval."""
    told = [_moment(folder, name, "i") for name in ("tracker", "recall")]
    writes = all(at > HALF and low > 0 for at, _, low, *_ in told)
    return Row(
        "The input gate writes the heir.",
        TRUE if writes else FALSE,
        f"i at the heir's name, at another's: {_two(told[0])} where every word is "
        f"asked about, else {_two(told[1])}",
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
        "06, computed here",
    )


def every_gate(folder):
    """Each gate that hand-made weights do without is not needed."""
    told = [_possible(folder)[chapter] for chapter in ("04", "05", "06")]
    runs = read_table(folder / "ablation.csv")
    named = ("no forget gate", "no input gate", "no output gate", "full LSTM")
    learned = [_learned(runs[runs["variant"] == name]) for name in named]
    clauses = [
        f"without {gate}: {possible.right:.2f} right by hand "
        f"({possible.right_noise:.2f} under noise), found by {_found(possible)}, the "
        f"chronicles learned by {count}"
        for gate, possible, count in zip("fio", told, learned[:3], strict=True)
    ]
    spared = min(possible.right for possible in told) >= EXACT
    return Row(
        "Every gate is needed.",
        f"{FALSE}; one exception: full strength straight from silence"
        if spared
        else TRUE,
        f"{'; '.join(clauses)}, straight from silence at most tanh 1 = "
        f"{np.tanh(1):.2f}; with all gates the chronicles learned by {learned[3]}",
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
    """Mean share of right answers of a network of chapter 08's race, ten seeds.

    As in chapter 08, of two settings the one that is better at this question counts.
    """
    runs = read_table(folder / "race_length.csv")
    runs = runs[(runs["run"] == run) & (runs["stage"] != "search")]
    best = best_setting(runs, fact, ("start", "learning_rate"))
    return best[fact][best["filler"] == filler].mean()


def _trained_longer(folder):
    """The first king after LONG_UPDATES: two lengths (words), two shares."""
    best = best_setting(read_table(folder / "rnn_long_search.csv"), "first")
    words = best["filler"].min(), best["filler"].max()
    return words, [best["first"][best["filler"] == filler].mean() for filler in words]


def _spaced(number):
    return f"{number:,}".replace(",", " ")


def _written_anew(words):
    """c of a unit that loses half at each word, and writes its own sign again."""
    gates, rng = {"f": 0.5, "i": 1.0, "o": 1.0}, np.random.default_rng(0)
    unit = LSTM(1, 1, rng=rng, fixed_gates=gates, dtype=np.float64)
    for array in unit.params.values():
        array[:] = 0
    unit.params["W_h"][0, 2] = 20  # the third block is that of g
    start = np.tanh([[2.0]]), np.array([[2.0]])
    return float(unit.forward(np.zeros((1, words, 1)), start).c[0, -1, 0])


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
    """Mean gate here and there, the interval of the difference, number of seeds."""
    runs = read_table(folder / "gate_moments.csv")
    runs = runs[(runs["network"] == network) & (runs["gate"] == gate)]
    _, low, high = mean_interval(runs["at_here"] - runs["at_there"])
    return runs["at_here"].mean(), runs["at_there"].mean(), low, high, len(runs)


def _two(told):
    at, elsewhere, low, high, seeds = told
    apart = f"{low:+.2f} to {high:+.2f}".replace("-", "−")
    return f"{at:.2f}, {elsewhere:.2f} (difference {apart}, {seeds} seeds)"


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
