"""Chapter 10: trackers and readers, the moments of a story, probes, and who carries."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.cells import LSTMStep
from lstmlib.course.ch10 import figures, moments, reader, tracker
from lstmlib.course.data import DATA, read_table
from lstmlib.course.drawing import plots
from lstmlib.course.lab import probes
from lstmlib.course.lab.recall import recall
from lstmlib.course.lab.statistics import mean_interval
from lstmlib.course.stories.chronicle import CUES, NAMES, read_chronicle
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    pad,
    unseen_chronicles,
    write_chronicle,
)
from lstmlib.models import load

VOCABULARY = chronicle_vocabulary()
SEEDS = range(5)
WORDS = (
    "a modern story . minister hari dies . in vatsa king bala rules . poet deva dies . "
    "king bala goes to war . king bala dies . son deva becomes king . "
    "the statue of bala shines . the basket of mangoes . general arjun wins ."
).split()
STORY = read_chronicle(WORDS)
DEATH, HEIR, CROWN = 26, 29, 31
"""Where king bala dies, where his son is named, from where on he is king."""


@pytest.fixture(scope="module", name="nets")
def trained_nets():
    """The committed networks of chapter 10, by kind."""
    return {
        kind: [load(DATA / "weights" / f"{kind}_{seed}.npz") for seed in SEEDS]
        for kind in ("recall", "tracker", "tracker_priced")
    }


def asking_stories(seed, count):
    """Stories in which all four questions are asked again and again."""
    rng, kinds = np.random.default_rng(seed), tuple(CUES)
    return [
        write_chronicle(
            rng, filler=15, split="test", kinds=kinds, cue_rate=0.3, ending=False
        )
        for _ in range(count)
    ]


def tracked_stories(seed, count, filler=15):
    rng = np.random.default_rng(seed)
    return tracker.tracker_chronicles(rng, count, filler=filler, split="test")


# -------------------------------------------------------------------- the tracker


def test_the_right_answer_changes_at_a_death_and_at_a_crown():
    row = tracker.ruler_targets([STORY])[0]
    told = [tracker.ANSWERS[answer] for answer in row]
    reign = WORDS.index("bala")
    assert [WORDS[t] for t in (DEATH, HEIR, CROWN)] == ["dies", "deva", "king"]
    assert told[:reign] == ["nobody"] * reign
    assert told[reign:DEATH] == ["bala"] * (DEATH - reign)
    assert told[DEATH:CROWN] == ["nobody"] * 5
    assert set(told[CROWN:]) == {"deva"}


def test_past_the_end_of_a_story_nothing_is_asked():
    tokens, targets = tracker.tracker_batch([STORY, read_chronicle(WORDS[:20])])
    assert tokens.shape == targets.shape == (2, len(WORDS))
    assert (targets[1] >= 0).tolist() == [t < 20 for t in range(len(WORDS))]
    assert VOCABULARY.decode(tokens[0]) == WORDS


def test_a_king_whom_no_tracker_knows_is_named():
    stranger = read_chronicle("in vatsa king gopal rules .".split())
    with pytest.raises(ValueError, match="kings among arjun, .* got 'gopal'"):
        tracker.ruler_targets([stranger])


def test_stories_to_track_know_four_names_and_other_peoples_deaths():
    stories = tracked_stories(0, 50)
    words = [word for story in stories for word in story.words]
    assert set(NAMES) & set(words) == set(tracker.ANSWERS[:-1])
    deaths = sum(e.kind == "dies" for story in stories for e in story.events)
    assert deaths == 100 and words.count("dies") > 120
    with pytest.raises(ValueError, match="expected count"):
        tracked_stories(0, 0)


class AlwaysSays:
    """A tracker with one answer to everything."""

    def __init__(self, answer):
        self.answer = answer

    def logits(self, tokens):
        return np.tile(np.eye(5)[self.answer], (*tokens.shape, 1))


def test_share_right_counts_words_of_stories_only():
    stories = [STORY, read_chronicle(WORDS[:9])]
    shares = [tracker.tracker_accuracy(AlwaysSays(k), stories) for k in range(5)]
    counts = [s.ruler.count(n) for n in (*tracker.ANSWERS[:-1], None) for s in stories]
    np.testing.assert_allclose(shares, np.reshape(counts, (5, 2)).sum(1) / sum(counts))
    assert sum(shares) == pytest.approx(1)


def test_a_tracker_that_is_trained_anew_keeps_the_claims():
    """Another processor makes another network, of the same kind; a few seconds."""
    model = tracker.train_tracker(0, price=tracker.PRICE)
    assert tracker.tracker_accuracy(model, tracked_stories(1, 50, 10)) > 0.97
    stories = tracked_stories(2, 100)
    means = moments.gate_means([moments.gate_values(model, stories)])
    f, i = means["f"], means["i"]
    assert f["the king dies"] < f["other words"] - 0.1
    assert i["the heir's name"] > i["another's name"] + 0.1
    assert i["other words"] < 0.5


# ----------------------------------------------------------------------- events


def test_every_event_is_found_where_it_is():
    places = moments.find_gate_events([STORY, read_chronicle(WORDS[:20])])
    at = {m: np.flatnonzero(row[0]).tolist() for m, row in places.items()}
    assert at["the king dies"] == [DEATH] and at["another dies"] == [16]
    assert at["the heir's name"] == [HEIR] and at["another's name"] == [15, 45]
    assert at["asked: king ..."] == [18, 24]
    assert at["asked: statue of ..."] == [35] and WORDS[41] == "of"
    assert 41 in at["other words"], "this “of” asks for nothing"
    assert "asked: flag of ..." not in at, "a event that never comes is left out"
    everywhere = np.sum(list(places.values()), axis=0)
    first = WORDS.index("bala") + 1
    assert everywhere[0].tolist() == [0] * first + [1] * (len(WORDS) - first)
    assert everywhere[1].tolist() == [0] * first + [1] * (20 - first) + [0] * 28


def test_a_story_without_a_king_has_no_events(nets):
    nobody = read_chronicle(WORDS[:9])
    assert moments.find_gate_events([nobody]) == {}
    with pytest.raises(ValueError, match="expected at least one label"):
        moments.gate_values(nets["tracker"][0], [nobody])


def test_a_grandson_is_an_heir_too():
    words = [*WORDS, *"king deva dies . grandson hari becomes king .".split()]
    heirs = moments.find_gate_events([read_chronicle(words)])["the heir's name"][0]
    assert [words[t] for t in np.flatnonzero(heirs)] == ["deva", "hari"]


class Scripted:
    """A network whose c and gates are given: unit 0 knows the king, unit 1 does not."""

    def __init__(self, f):
        self.f = f

    def forward(self, tokens):
        labels = tracker.ruler_targets(self.stories)
        noise = np.random.default_rng(0).standard_normal(labels.shape)
        c = np.stack([labels, noise], axis=2)
        f = np.stack([np.full(labels.shape, self.f), np.full(labels.shape, 0.99)], 2)
        f[..., 0][tokens == VOCABULARY.encode(["dies"])[0]] = 0.1
        return LSTMStep(None, c, c, f, f, f, f, c, c)


def test_gates_are_those_of_the_units_that_carry_the_fact():
    models = [Scripted(0.8), Scripted(0.9)]
    for model in models:
        model.stories = tracked_stories(0, 20)
    values = [moments.gate_values(model, model.stories) for model in models]
    means = moments.gate_means(values)
    np.testing.assert_allclose(means["f"]["the king dies"], [0.1, 0.1])
    np.testing.assert_allclose(means["o"]["other words"], [0.8, 0.9])
    assert values[0]["i"]["the king dies"].shape == (40,)
    with np.errstate(divide="ignore"):
        effects = moments.gate_effects(values, "f", "the king dies", "other words")
    assert (effects < -10).all()


class Shaken(Scripted):
    """Unit 0 knows the king at other words only, unit 1 knows him a little always."""

    def forward(self, tokens):
        trace, rng = super().forward(tokens), np.random.default_rng(1)
        at_event = ~moments.find_gate_events(self.stories)["other words"]
        trace.c[at_event, 0] = 1e6 * rng.standard_normal(at_event.sum())
        trace.c[..., 1] += 0.7 * tracker.ruler_targets(self.stories)
        return trace


def test_who_carries_a_fact_is_measured_at_other_words_only():
    model = Shaken(0.8)
    model.stories = tracked_stories(0, 20)
    gates = moments.gate_values(model, model.stories)
    np.testing.assert_allclose(gates["f"]["the king dies"], 0.1)
    np.testing.assert_allclose(gates["f"]["other words"], 0.8)


def test_facts_are_asked_where_first_and_current_differ():
    facts = probes.facts_of([STORY, read_chronicle(WORDS[:20])])
    answers = ("deva", "bala", "guns", "vatsa")
    for (kind, labels), answer in zip(facts._asdict().items(), answers, strict=True):
        assert (labels[0, :CROWN] == -1).all() and (labels[1] == -1).all()
        assert (labels[0, CROWN:] == probes.LABELS[kind].index(answer)).all()
    nothing = probes.facts_of([read_chronicle(WORDS[:9])])
    assert all((labels == -1).all() for labels in nothing), "nobody rules yet"
    stories = asking_stories(0, 30)
    facts = probes.facts_of(stories)
    asked = facts.current >= 0
    assert ((facts.first >= 0) == asked).all() and asked.any(axis=1).all()
    assert (facts.current != facts.first)[asked].all()
    assert [len(np.unique(labels[asked])) for labels in facts] == [4, 4, 2, 4]


# ----------------------------------------------------- the committed networks


def test_readers_know_their_facts(nets):
    stories = unseen_chronicles(np.random.default_rng(3), 60, 10)
    kinds = ("current", "first", "era")
    for model in nets["recall"]:
        assert min(recall(model, stories, VOCABULARY, kind) for kind in kinds) > 0.9
    known = [recall(m, stories, VOCABULARY, "kingdom") for m in nets["recall"]]
    assert np.sum(np.array(known) > 0.9) >= 4, "one has not learned the kingdom well"


@pytest.mark.parametrize("kind", ["tracker", "tracker_priced"])
def test_trackers_know_who_is_king_and_the_price_costs_distance(nets, kind):
    for filler, least in ((10, 0.99), (50, 0.98)):
        stories = tracked_stories(4, 30, filler)
        assert min(tracker.tracker_accuracy(m, stories) for m in nets[kind]) > least


def test_the_price_costs_accuracy_far_out(nets):
    stories = tracked_stories(5, 30, 200)
    plain, priced = (
        np.mean([tracker.tracker_accuracy(m, stories) for m in nets[kind]])
        for kind in ("tracker", "tracker_priced")
    )
    assert plain > priced + 0.02 and priced > 0.75


def test_gates_do_what_the_chapter_says(nets):
    stories = tracked_stories(6, 60)
    means = {
        kind: moments.gate_means([moments.gate_values(m, stories) for m in nets[kind]])
        for kind in ("tracker", "tracker_priced")
    }
    for gates in means.values():
        f, i = gates["f"], gates["i"]
        assert (f["another dies"] - f["the king dies"] > 0.05).all()
        assert (f["other words"] - f["another dies"] > 0.1).all()
        assert (i["the heir's name"] - i["another's name"] > 0.05).all()
    assert (means["tracker"]["i"]["other words"] > 0.5).all()
    assert (means["tracker_priced"]["i"]["other words"] < 0.3).all()


def test_c_gives_the_first_king_away_and_no_unit_carries_two_kings(nets):
    learned, tested = asking_stories(7, 40), asking_stories(8, 40)
    table = probes.probe_table(nets["recall"], learned, tested)
    first = {name: shares[:, 1] for name, shares in table.items()}
    assert (first["c"] > 0.95).all() and (first["c"] > first["h"]).all()
    assert (first["h"] > 0.65).all(), "h tells a good deal, too"
    assert (probes.best_guess(tested)[[0, 1, 3]] < 0.45).all(), "guessing does not"
    for model in nets["recall"]:
        current, first, _, _ = probes.encoding_units(probes.unit_table(model, tested))
        assert current.sum() >= 2 and first.sum() >= 2 and not (current & first).any()


def test_probes_are_fitted_to_some_stories_and_tested_on_others(nets):
    """With two stories to learn from, a probe knows these better than others."""
    learned, tested = asking_stories(9, 2), asking_stories(10, 30)
    table = probes.probe_table(nets["recall"][:1], learned, tested)
    sides = []
    for stories in (learned, tested):
        tokens = pad([story.words for story in stories], VOCABULARY)
        sides.append((nets["recall"][0].forward(tokens), probes.facts_of(stories)))
    (here, known), (there, asked) = sides
    for name in "ch":
        for k in range(4):
            probe = probes.fit_probe(getattr(here, name), known[k])
            share = probes.probe_share(probe, getattr(there, name), asked[k])
            assert table[name][0, k] == share
            assert share < probes.probe_share(probe, getattr(here, name), known[k])


def test_before_its_training_a_reader_holds_the_era_and_no_king(nets):
    """The control that says what a probe's success is worth."""
    told = read_table("probes.csv")
    told = told[(told["network"] == "untrained") & (told["state"] == "c")]
    median = {f: np.median(told["right"][told["fact"] == f]) for f in told["fact"]}
    assert median["current"] < 0.5 and median["first"] < 0.5 < 0.8 < median["era"]
    own = probes.probe_table(
        [reader.untrained_reader(0)], asking_stories(7, 60), asking_stories(8, 60)
    )
    assert (own["c"][0, :2] < 0.6).all(), "it knows neither king"
    shapes = [
        {name: array.shape for name, array in model.params.items()}
        for model in (reader.untrained_reader(0), nets["recall"][0])
    ]
    assert shapes[0] == shapes[1], "the same network, before and after"


def test_of_labels_by_lot_a_probe_reads_little(nets):
    stories = asking_stories(7, 40), asking_stories(8, 40)
    lots = probes.control_table(nets["recall"], *stories, np.random.default_rng(1))
    table, usual = lots
    assert table["c"].shape == table["h"].shape == (5,) and 0.25 < usual < 0.45
    assert (table["c"] < 0.6).all() and (table["c"] > usual - 0.05).all()
    assert (table["h"] > table["c"]).all(), "h tells the word that was read last"


def test_the_committed_tables_are_those_of_the_committed_networks(nets):
    stories = reader.reader_chronicles(np.random.default_rng(9), 200)
    effects, told = read_table("gate_moments.csv"), read_table("probes.csv")
    assert len(effects) == 13 * 6 + 5 * (2 + 2) and len(told) == (5 + 20 + 10) * 2 * 4
    for kind, models in nets.items():
        values = [moments.gate_values(model, stories) for model in models]
        for gate, here, there in moments.MOMENTS:
            own = effects[(effects["network"] == kind) & (effects["gate"] == gate)]
            sizes = moments.gate_effects(values, gate, here, there)
            np.testing.assert_allclose(own["effect"][:5], sizes, atol=0.02)
            means = moments.gate_means(values)[gate]
            np.testing.assert_allclose(own["at_here"][:5], means[here], atol=0.005)
            np.testing.assert_allclose(own["at_there"][:5], means[there], atol=0.005)
    table = probes.probe_table(nets["recall"][:1], stories[:100], stories[100:])
    own = told[(told["network"] == "trained") & (told["seed"] == 0)]
    shares = np.concatenate([table["c"][0], table["h"][0]])
    np.testing.assert_allclose(own["right"], shares, atol=0.005)


def test_thirteen_recall_networks_show_a_small_difference_that_five_leave_open():
    table = read_table("gate_moments.csv")
    table = table[(table["network"] == "recall") & (table["gate"] == "f")]
    apart = table["at_here"] - table["at_there"]
    assert mean_interval(apart[:5])[2] > 0 > mean_interval(apart)[2]
    assert -0.2 < apart.mean() < -0.05 and 3 <= np.sum(apart < -0.1) <= 5


def gap_of(network, gate="f"):
    """How much further the gates stand open here than there: one number per seed."""
    table = read_table("gate_moments.csv")
    table = table[(table["network"] == network) & (table["gate"] == gate)]
    return table["at_here"] - table["at_there"]


def test_the_forget_gate_is_lower_at_a_kings_death_in_all_three_kinds():
    told = {"recall": -0.09, "tracker": -0.13, "tracker_priced": -0.21}
    for kind, gap in told.items():
        mean, _, high = mean_interval(gap_of(kind))
        assert mean == pytest.approx(gap, abs=0.006) and high < 0
    _, low, high = mean_interval(gap_of("recall")[5:])
    assert (round(low, 2), round(high, 2)) == (-0.15, -0.03)


@pytest.mark.parametrize(
    ("gate", "plain", "priced", "p"), [("f", -0.13, -0.21, 4), ("i", 0.23, 0.48, 2)]
)
def test_with_a_price_the_difference_grows(gate, plain, priced, p):
    """An exact permutation test, five networks against five: p of 252 splits."""
    kinds = gap_of("tracker", gate), gap_of("tracker_priced", gate)
    np.testing.assert_allclose([k.mean() for k in kinds], [plain, priced], atol=0.006)
    pooled = np.concatenate(kinds)
    apart = [
        abs(pooled[list(some)].mean() - np.delete(pooled, some).mean())
        for some in combinations(range(10), 5)
    ]
    own = abs(kinds[0].mean() - kinds[1].mean()) - 1e-12
    assert len(apart) == 252 and np.sum(np.array(apart) >= own) == p


def test_no_unit_carries_two_kings_at_a_bar_of_three_tenths(nets):
    stories = reader.reader_chronicles(np.random.default_rng(9), 200)
    less = [probes.unit_table(m, stories)[:2].min(axis=0) for m in nets["recall"]]
    assert max(shares.max() for shares in less) < 0.3
    assert [int(np.sum(shares >= 0.2)) for shares in less] == [1, 1, 0, 2, 0]


def test_trackers_hold_little_of_the_first_king():
    told = read_table("probes.csv")
    told = told[(told["state"] == "c") & (told["fact"] == "first")]
    own = told["right"][np.isin(told["network"], ("tracker", "tracker_priced"))]
    assert len(own) == 10 and 0.3 < own.min() and own.max() < 0.41
    before = told["right"][told["network"] == "untrained"]
    assert before.max() == pytest.approx(0.58, abs=0.01)


# ----------------------------------------------------------------------- figures


@pytest.fixture(name="panels")
def five_panels():
    fig, axes = plots.new_figure(5)
    yield axes
    plt.close(fig)


def gates(f, i, o=0.5):
    """Means as of `gate_means`, each gate a list in the order of MOMENTS."""
    asked = dict.fromkeys(moments.GATE_EVENTS[4:8], 0.5)
    return {
        gate: {
            event: np.full(3, share)
            for event, share in {
                **dict(
                    zip([*moments.GATE_EVENTS[:4], "other words"], row, strict=True)
                ),
                **asked,
            }.items()
        }
        for gate, row in (("f", f), ("i", i), ("o", [o] * 5))
    }


TOLD = gates([0.1, 0.5, 0.6, 0.9, 0.9], [0.5, 0.5, 0.9, 0.1, 0.1])
UNTOLD = gates([0.5] * 5, [0.9] * 5)


def test_events_are_counted_for_both_kinds_of_networks(panels):
    finding = figures.draw_gate_events(panels[:3], {"plain": UNTOLD, "priced": TOLD})
    assert finding.startswith("Networks of 3 (plain, priced) that forget more at ")
    assert "than at another's: 0 and 3; that forget at any death: 0 and 3;" in finding
    assert "heir's name than at another's: 0 and 3; whose input gate" in finding
    assert finding.endswith("half open elsewhere: 0 and 3")
    assert panels[1].get_xlabel() == "○ plain    ● priced    ▏ mean"


def test_events_of_one_kind_of_network(panels):
    finding = figures.draw_gate_events(panels[:3], {"reader": TOLD})
    assert "than at another's: 3; that forget at any death: 3;" in finding


def test_each_count_of_events_compares_its_own_two(panels):
    """At another's death the gate stays open, at another's name it opens, too."""
    half = gates([0.1, 0.9, 0.6, 0.9, 0.9], [0.5, 0.5, 0.9, 0.9, 0.1])
    finding = figures.draw_gate_events(panels[:3], {"reader": half})
    assert "than at another's: 3; that forget at any death: 0; that" in finding
    assert "than at another's: 0; whose input gate is less than half" in finding
    assert finding.endswith("elsewhere: 3")


def test_a_tracked_story_says_how_often_it_is_right_and_where_gates_move(panels):
    answers = np.eye(5)[tracker.ruler_targets([STORY])[0]]
    gate = np.full((1, len(WORDS), 3), 0.5)
    f, i = gate.copy(), gate.copy()
    f[0, DEATH], i[0, [9, HEIR]] = 0.1, 0.9
    trace = LSTMStep(None, gate, gate, i, f, gate, gate, gate, gate)
    finding = figures.draw_tracked_story(panels, WORDS, answers, trace)
    assert finding.startswith(f"Right after {len(WORDS)} of {len(WORDS)} words")
    assert "after “bala dies”" in finding
    assert "is wider in the 2 sentences that crown a king" in finding
    bold = [t.get_text() for t in panels[0].get_yticklabels()
            if t.get_fontweight() == "bold"]  # fmt: skip
    assert bold == ["bala", "dies", "king"]
    wrong = figures.draw_tracked_story(
        panels, WORDS, np.eye(5)[[4] * len(WORDS)], trace
    )
    assert wrong.startswith(
        f"Right after {STORY.ruler.count(None)} of {len(WORDS)} words"
    )


def test_what_a_tracker_hears_can_be_any_words(nets):
    model = nets["tracker"][0]
    tokens = pad([WORDS], VOCABULARY)
    assert model.probabilities(tokens)[0].shape == (len(WORDS), 5)
    assert model.forward(tokens).i[0].shape == (len(WORDS), 8)
