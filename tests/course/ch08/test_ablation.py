"""The ablation of chapter 08: its nine networks, its tables, and its figure."""

from collections import Counter
from math import comb

import numpy as np
import pytest
from ch08 import SEEDS, SETTINGS
from matplotlib import pyplot as plt

from lstmlib.course.ch08 import ablation, exercises, figures
from lstmlib.course.ch08.ablation import LEARNED, VARIANTS, Run, Setting
from lstmlib.course.data import read_table
from lstmlib.course.drawing import plots
from lstmlib.course.lab.recall import recall
from lstmlib.course.lab.statistics import fisher_exact
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)
from lstmlib.layers import RNN

VOCABULARY = chronicle_vocabulary()
SETTING = Setting(0.01, 3.0, "orthogonal")
CELLS = [*VARIANTS][1:]

# ------------------------------------------------------------------ networks


def layer_of(name, setting=SETTING, seed=0):
    return ablation.untrained(name, setting, seed, len(VOCABULARY)).layer


def test_the_variants_are_each_gate_alone_and_each_gate_left_out():
    assert type(layer_of("RNN")) is RNN
    held = {name: "".join(sorted(layer_of(name).fixed_gates)) for name in CELLS}
    assert [*held.values()] == ["fio", "io", "fo", "fi", "f", "i", "o", ""]
    assert all(set(layer_of(name).fixed_gates.values()) <= {1} for name in CELLS)


def test_compared_are_variants_that_differ_in_one_gate():
    for variant, beside in ablation.BESIDE.items():
        two = set(VARIANTS[variant]), set(VARIANTS[beside])
        assert len(two[0] ^ two[1]) == 1


def test_a_row_of_a_reader_s_own_holds_its_gates():
    layer = layer_of({"f": 0.9})
    assert layer.fixed_gates == {"f": 0.9}
    assert np.isfinite(layer.params["b"]).all()


def test_the_rnn_is_given_no_fewer_weights_than_the_full_lstm():
    one_state, full = (
        sum(p.size for p in layer_of(name).params.values())
        for name in ("RNN", "full LSTM")
    )
    assert one_state >= full


def test_a_setting_reaches_the_forget_gate_and_nothing_else():
    b = layer_of("full LSTM").params["b"].reshape(4, -1)
    assert (b[1] == 3).all() and (b[[0, 2, 3]] == 0).all()
    assert np.isfinite(
        layer_of("second path", Setting(0.01, np.nan, "small")).params["b"]
    ).all()


def test_the_start_of_w_h_is_orthogonal_uniform_or_small():
    sizes = {
        start: np.linalg.norm(
            layer_of("RNN", Setting(0.01, 3.0, start)).params["W_h"], 2
        )
        for start in ablation.STARTS
    }
    assert sizes["orthogonal"] == pytest.approx(1, abs=1e-5)
    assert sizes["small"] == pytest.approx(0.1, abs=1e-5)
    uniform = layer_of("RNN", Setting(0.01, 3.0, "uniform")).params["W_h"]
    assert abs(uniform).max() <= 1 / np.sqrt(80) and uniform.std() > 0.5 / np.sqrt(80)


def test_another_seed_is_another_network():
    weights = [layer_of("full LSTM", seed=seed).params["W_x"] for seed in (0, 0, 1)]
    assert (weights[0] == weights[1]).all() and (weights[0] != weights[2]).any()


@pytest.mark.parametrize(
    ("name", "start", "told"),
    [("GRU", "small", "expected one of RNN, second path"), ("RNN", "big", "got 'big'")],
)
def test_an_unknown_variant_or_start_is_named(name, start, told):
    with pytest.raises(ValueError, match=told):
        layer_of(name, Setting(0.01, 3.0, start))


def test_a_run_is_a_training_on_the_batches():
    batches = training_batches(np.random.default_rng(0), 30, VOCABULARY, size=4)
    fresh = ablation.untrained("full LSTM", SETTING, 0, len(VOCABULARY))
    model = ablation.train("full LSTM", SETTING, 0, batches, VOCABULARY)
    before, after = (np.mean([m.loss(*b) for b in batches]) for m in (fresh, model))
    assert after < before / 2


def test_right_answers_are_those_of_recall(monkeypatch):
    stories = unseen_chronicles(np.random.default_rng(1), 40, 0)
    model = ablation.untrained("full LSTM", SETTING, 0, len(VOCABULARY))
    both, *single = ablation.right_answers(model, stories, VOCABULARY)
    assert single == [
        recall(model, stories, VOCABULARY, k) for k in ("current", "first")
    ]
    half = {"current": [True] * 20 + [False] * 20, "first": [True, False] * 20}

    def knows(model, stories, vocabulary, kind):
        return [
            s.facts[kind] if r else "?"
            for s, r in zip(stories, half[kind], strict=True)
        ]

    monkeypatch.setattr(ablation, "ask", knows)
    assert ablation.right_answers(model, stories, VOCABULARY) == (0.25, 0.5, 0.5)


# -------------------------------------------------------------------- tables


@pytest.fixture(scope="module")
def search():
    return ablation.read_runs("ablation_search.csv")


@pytest.fixture(scope="module")
def runs():
    return ablation.read_runs("ablation.csv")


def test_every_variant_was_given_the_same_search(search):
    for name in VARIANTS:
        tries = Counter(str(row.setting) for row in search if row.variant == name)
        assert set(tries) == {str(setting) for setting in SETTINGS[name]}
        assert sorted(tries.values()) == [1] * 14 + [3] * 4


def test_every_variant_is_counted_on_thirty_seeds_that_the_search_did_not_see(
    search, runs
):
    assert SEEDS >= 30
    for name in VARIANTS:
        seeds = [row.seed for row in runs if row.variant == name]
        assert seeds == [*range(SEEDS)]
    assert not {row.seed for row in runs} & {row.seed for row in search}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_counted_setting_is_the_best_one_of_the_search(search, runs, name):
    found = {}
    for row in search:
        if row.variant == name:
            found.setdefault(str(row.setting), []).append(row.both_10)
    means = {s: np.mean(shares) for s, shares in found.items() if len(shares) == 3}
    (used,) = {str(row.setting) for row in runs if row.variant == name}
    assert means[used] == pytest.approx(max(means.values()), abs=1e-6)


def test_all_shares_are_shares_and_both_is_the_harder_one(search, runs):
    for row in [*search, *runs]:
        assert all(0 <= share <= 1 for share in row[3:])
        assert row.both_10 <= min(row.current_10, row.first_10)
        assert row.both_50 <= min(row.current_50, row.first_50)


# -------------------------------------------------------------------- figure


def made_up(**learned):
    """Thirty rows for each variant, of which so many have learned."""
    names = [name for name in VARIANTS if name in learned]
    return [
        Run(name, SETTING, seed, *([share, 0.9, share] * 2))
        for name in names
        for seed in range(30)
        for share in [LEARNED if seed < learned[name] else 0.2]
    ]


def told(rows):
    fig, axes = plots.new_figure(panels=2, height=4.4)
    finding = figures.draw_ablation(axes, rows)
    labels = {text.get_text() for ax in axes for text in ax.texts}
    plt.close(fig)
    return finding, labels


def test_a_count_starts_at_nine_stories_of_ten():
    rows = made_up(**{"RNN": 0, "full LSTM": 30})
    assert ablation.count_learned(rows) == {"RNN": (0, 30), "full LSTM": (30, 30)}
    worse = [row._replace(both_10=LEARNED - 0.005) for row in rows]
    assert ablation.count_learned(worse) == {"RNN": (0, 30), "full LSTM": (0, 30)}


def test_a_count_at_fifty_words_is_a_count_of_its_own():
    rows = [row._replace(both_50=0.1) for row in made_up(**{"full LSTM": 30})]
    assert ablation.count_learned(rows, filler=50) == {"full LSTM": (0, 30)}


def test_the_figure_and_its_finding_tell_every_count():
    counts = dict(zip(VARIANTS, range(9), strict=True))
    rows = [row._replace(both_50=0.1) for row in made_up(**counts)]
    finding, labels = told(rows)
    ten, fifty = finding.split(". ")
    assert ten.startswith("Seeds of 30 that learn both kings, 10 words: RNN 0, second")
    assert "no forget gate 5" in ten and ten.endswith("full LSTM 8")
    assert fifty.endswith("50 words: " + ", ".join(
        f"{name.replace('+ ', '+')} 0" for name in VARIANTS
    ))  # fmt: skip
    assert {f"{count} of 30" for count in range(9)} | {*figures.GROUPS} <= labels


def test_every_difference_is_corrected_for_all_of_them():
    counts = dict.fromkeys(VARIANTS, 0) | {"+ forget gate": 10, "full LSTM": 0}
    found = ablation.compare(made_up(**counts))
    assert len(found) == 12
    once = fisher_exact(10, 30, 0, 30)
    assert [told.p for told in found if told.variant == "+ forget gate"] == (
        pytest.approx([12 * once, 12 * once])
    )
    assert all(t.p == 1 for t in found if t.variant != "+ forget gate")


# ------------------------------------------------------------ what the chapter says


def test_the_forget_gate_counts_from_both_ends_and_no_other_gate_clearly(runs):
    for told in ablation.compare(runs):
        assert (told.p < 0.05) == (told.variant in ("+ forget gate", "no forget gate"))
        if told.p < 0.05:
            assert told.p < 0.01


def test_the_counts_are_those_that_the_chapter_tells(runs):
    ten, fifty = (ablation.count_learned(runs, filler) for filler in (10, 50))
    assert [k for k, _ in ten.values()] == [0, 0, 22, 0, 0, 12, 20, 29, 27]
    assert fifty["no forget gate"] == (4, 30) and fifty["full LSTM"] == (19, 30)


def test_counted_in_pairs_the_same_differences_are_clear(runs):
    def learned(name, share):
        return np.array(
            [getattr(r, share) >= LEARNED for r in runs if r.variant == name]
        )

    def sign_test(first, second):
        a, b = sum(first & ~second), sum(second & ~first)
        tail = sum(comb(a + b, k) for k in range(min(a, b) + 1))
        return (a, b), min(1, 2 * tail / 2 ** (a + b))

    pairs = {}
    for told in ablation.compare(runs):
        share = f"both_{told.filler}"
        pairs[told.variant, told.filler], p = sign_test(
            learned(told.variant, share), learned(told.beside, share)
        )
        gate = told.variant in ("+ forget gate", "no forget gate")
        assert 12 * p < 0.05 if gate else p > 0.05
    assert pairs["no forget gate", 10] == (1, 16)
    assert pairs["no forget gate", 50] == (2, 17)


def test_the_biases_chosen_are_those_that_chapter_09_tells(search, runs):
    names = ("full LSTM", "+ forget gate", "no input gate", "no output gate")
    chosen = [
        {r.setting.forget_bias for r in runs if r.variant == name} for name in names
    ]
    assert chosen == [{5}, {3}, {3}, {3}]
    offered = {r.setting.forget_bias for r in search if r.variant in names}
    assert offered == {1, 3, 5}
    low = [r for r in search if r.setting.forget_bias == 1]
    by_name = {n: max(r.both_10 for r in low if r.variant == n) for n in names}
    assert [n for n in names if by_name[n] >= LEARNED] == [names[1], names[3]]


def test_chapter_01_s_patient_rnn_is_told_as_its_table_has_it():
    table = read_table("rnn_long_search.csv")
    near = table[(table["filler"] == 20) & (table["learning_rate"] == 1e-3)]
    nothing = near["current"] < 0.5
    assert (len(near), nothing.sum()) == (8, 2)
    known = near["first"][~nothing]
    assert 0.33 < known.min() < 0.35 and 0.79 < known.max() < 0.82


# --------------------------------------------------------------- a reader's own row


def test_a_row_that_tells_nothing_is_not_trained(runs, capsys):
    exercises.try_row(lambda rows, beside: None, "full LSTM", runs)
    exercises.try_row(lambda rows, beside: rows[beside], "full LSTM", runs)
    exercises.try_row(lambda rows, beside: 3, "full LSTM", runs)
    exercises.try_row(lambda rows, beside: 1 / 0, "full LSTM", runs)
    first, *others = capsys.readouterr().out.splitlines()
    assert "not attempted yet" in first
    assert others[0] == "○ no change."
    assert [line[:20] for line in others[1:]] == ["○ no row to train: T",
                                                  "○ no row to train: Z"]  # fmt: skip


def test_a_row_is_told_beside_the_figure_s(runs, capsys):
    def leaky(rows, beside):
        return dict(rows[beside]) | {"f": 0.5}

    exercises.try_row(leaky, "second path", runs, updates=3)
    counts, test = capsys.readouterr().out.splitlines()
    assert counts.startswith("yours: 0 of 3 seeds (0-56 %); second path: 0 of 30")
    assert test == "Fisher's exact test of the difference: p = 1"
