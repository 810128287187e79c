"""The ablation of chapter 08: its five networks, its tables, and its figure."""

from collections import Counter

import numpy as np
import pytest
from ch08 import SEEDS, SETTINGS
from matplotlib import pyplot as plt

from lstmlib.course.ch08 import ablation, figures
from lstmlib.course.ch08.ablation import LEARNED, VARIANTS, Run, Setting
from lstmlib.course.drawing import plots
from lstmlib.course.lab.recall import recall
from lstmlib.course.stories.grammar import (
    chronicle_vocabulary,
    training_batches,
    unseen_chronicles,
)
from lstmlib.layers import RNN

VOCABULARY = chronicle_vocabulary()
SETTING = Setting(0.01, 3.0, "orthogonal")

# ------------------------------------------------------------------ networks


def layer_of(name, setting=SETTING, seed=0):
    return ablation.untrained(name, setting, seed, len(VOCABULARY)).layer


def test_every_variant_frees_one_gate_more():
    assert type(layer_of("RNN")) is RNN
    held = [set(layer_of(name).fixed_gates) for name in [*VARIANTS][1:]]
    assert held == [{"f", "i", "o"}, {"i", "o"}, {"o"}, set()]


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
    fig, axes = plots.new_figure(3, height=2.9)
    finding = figures.draw_ablation(axes, rows)
    plt.close(fig)
    return finding


def test_a_count_starts_at_nine_stories_of_ten():
    rows = made_up(**{"RNN": 0, "full LSTM": 30})
    assert ablation.count_learned(rows) == {"RNN": (0, 30), "full LSTM": (30, 30)}
    worse = [row._replace(both_10=LEARNED - 0.005) for row in rows]
    assert ablation.count_learned(worse) == {"RNN": (0, 30), "full LSTM": (0, 30)}


def test_a_count_at_fifty_words_is_a_count_of_its_own():
    rows = [row._replace(both_50=0.1) for row in made_up(**{"full LSTM": 30})]
    assert ablation.count_learned(rows, filler=50) == {"full LSTM": (0, 30)}
    fig, axes = plots.new_figure(3, height=2.9)
    assert "full LSTM 0" in figures.draw_ablation(
        axes, made_up(RNN=3) + rows, filler=50
    )
    plt.close(fig)


STEPS = [
    ((0, 0, 10, 25, 29), "clear steps: +forget gate, +input gate; "
     "not clear: second path, full LSTM)"),
    ((30, 0, 30, 0, 30), "clear steps: second path, +forget gate, +input gate, "
     "full LSTM)"),
    ((5, 5, 5, 5, 5), "(not clear: second path, +forget gate, +input gate, full LSTM)"),
]  # fmt: skip


@pytest.mark.parametrize(("counts", "steps"), STEPS)
def test_the_finding_tells_clear_steps_from_others(counts, steps):
    finding = told(made_up(**dict(zip(VARIANTS, counts, strict=True))))
    assert finding.endswith(steps)
    assert finding.startswith(f"Seeds of 30 that learn both kings: RNN {counts[0]}, s")
    assert f"+forget gate {counts[2]}, +input gate {counts[3]}, full" in finding


def test_every_seed_is_a_dot_in_both_panels_of_questions():
    fig, axes = plots.new_figure(3, height=2.9)
    figures.draw_ablation(axes, made_up(**dict.fromkeys(VARIANTS, 12)))
    for ax in axes[1:]:
        dots = [line for line in ax.lines if line.get_linestyle() == "None"]
        assert [len(line.get_xdata()) for line in dots] == [30] * 5
    plt.close(fig)
