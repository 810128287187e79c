"""The race: what is recorded is what the networks say, and nothing is lost."""

import signal

import numpy as np
import pytest
from matplotlib import pyplot as plt

from lstmlib.course.ch08 import figures, race, widgets
from lstmlib.course.data import read_table
from lstmlib.course.drawing import plots
from lstmlib.course.lab.recall import answer_probabilities, ask, recall
from lstmlib.course.notebook.display import png
from lstmlib.course.stories.grammar import chronicle_vocabulary, unseen_chronicles
from lstmlib.layers import LSTM, RNN
from lstmlib.models import word_model
from lstmlib.training import fit

VOCABULARY = chronicle_vocabulary()
STORIES = unseen_chronicles(np.random.default_rng(5), 12, 3)
RATES = {"RNN": 0.003, "LSTM": 0.01}
BATCHES = race.growing_batches(np.random.default_rng(0), 30, VOCABULARY, size=4)


def racers():
    rng = np.random.default_rng(0)
    layers = {"RNN": RNN(8, 12, rng=rng), "LSTM": LSTM(8, 8, rng=rng)}
    return {n: word_model(one, len(VOCABULARY), rng=rng) for n, one in layers.items()}


def looks(models=None, batches=BATCHES, rates=RATES, every=10, progress=None):
    """The race, look by look."""
    asked = models or racers(), batches, STORIES, VOCABULARY
    return race.run(*asked, learning_rates=rates, every=every, progress=progress)


def run_to_its_end(**settings):
    """The record of a race that nobody stops."""
    return [*looks(**settings)][-1]


def run_until_stopped(told, **settings):
    """The record of a race that ends with an interrupt and this sentence."""
    records = []
    with pytest.raises(KeyboardInterrupt) as caught:
        records.extend(looks(**settings))
    assert str(caught.value) == told
    return records[-1]


@pytest.fixture(scope="module")
def record():
    return run_to_its_end()


# ---------------------------------------------------------------- the record


def test_a_race_trains_each_network_as_fit_does(record):
    for name, model in racers().items():
        history = fit(model, BATCHES, learning_rate=RATES[name])
        for weight, array in model.params.items():
            np.testing.assert_array_equal(array, record.models[name].params[weight])
        which = list(record.models).index(name)
        np.testing.assert_allclose(record.loss[which, 1], history.loss[:10].mean())
        np.testing.assert_allclose(record.loss[which, -1], history.loss[20:].mean())


def test_a_record_has_a_look_before_between_and_after(record):
    assert record.updates.tolist() == [0, 10, 20, 30] and record.total == 30
    assert record.seconds.shape == record.loss.shape == (2, 4)
    assert record.recall.shape == (2, 2, 4)
    assert record.shares.shape == (2, 4, 2, len(STORIES), 4)
    assert (np.diff(record.seconds, axis=1) > 0).all()
    assert (record.seconds[:, 0] == 0).all()
    assert run_to_its_end(every=20).updates.tolist() == [0, 20, 30]


def test_the_last_look_is_what_the_networks_say(record):
    for m, model in enumerate(record.models.values()):
        for k, kind in enumerate(race.KINDS):
            assert record.recall[k, m, -1] == recall(model, STORIES, VOCABULARY, kind)
            last = [len(STORIES[3].words) - 1]
            words = STORIES[3].words
            told = answer_probabilities(
                model, words, VOCABULARY, kind, race.CONTENDERS, last
            )
            np.testing.assert_allclose(record.shares[m, -1, k, 3], told[0], rtol=1e-3)


def test_a_story_is_asked_at_its_end_and_not_in_its_padding():
    model = racers()["LSTM"]
    together = race.name_kings(model, STORIES, VOCABULARY)[1]
    for n, story in enumerate(STORIES):
        alone = race.name_kings(model, [story], VOCABULARY)[1]
        np.testing.assert_allclose(together[:, n], alone[:, 0], rtol=1e-4)
    assert ask(model, STORIES, VOCABULARY, "first")


def test_every_look_is_yielded_and_progress_hears_of_every_round():
    rounds = []
    seen = looks(progress=lambda done, total, loss: rounds.append((done, total)))
    assert [(len(r.updates), len(rounds)) for r in seen] == [
        (1, 0), (2, 10), (3, 20), (4, 30)
    ]  # fmt: skip
    assert rounds == [(n, 30) for n in range(1, 31)]


def test_the_reigns_grow():
    batches = race.growing_batches(
        np.random.default_rng(0), 200, VOCABULARY, size=2, reigns=(0, 40)
    )
    length = [x.shape[1] for x, _ in batches]
    assert np.mean(length[-60:]) > 1.5 * np.mean(length[:40])
    flat = race.growing_batches(
        np.random.default_rng(0), 200, VOCABULARY, size=2, reigns=(40, 40)
    )
    assert np.mean([x.shape[1] for x, _ in flat[:40]]) > 1.3 * np.mean(length[:40])
    assert all((y >= 0).any() for _, y in batches)


@pytest.mark.parametrize(
    ("rates", "batches", "told"),
    [
        ({"RNN": 0.1}, BATCHES, r"each of \['RNN', 'LSTM'\], got them for \['RNN'\]"),
        (RATES, [], "at least one batch"),
    ],
)
def test_what_cannot_be_raced_is_told(rates, batches, told):
    with pytest.raises(ValueError, match=told):
        run_to_its_end(batches=batches, rates=rates)


def test_looks_are_whole_updates_apart():
    for every in (0, -1, 2.5):
        with pytest.raises(ValueError, match="expected every as a whole number > 0"):
            run_to_its_end(every=every)


# -------------------------------------------------------------- interruption


TOLD = "Stopped after {} of 30 updates; each of them is whole."


@pytest.mark.parametrize("stop", [1, 10, 17, 30])
def test_an_interrupt_keeps_the_networks_and_the_record(stop):
    def progress(done, total, loss):
        if done == stop:
            raise KeyboardInterrupt

    stopped = run_until_stopped(TOLD.format(stop), progress=progress)
    assert stopped.updates[-1] == stop and stopped.total == 30
    right = recall(stopped.models["RNN"], STORIES, VOCABULARY, "first")
    assert stopped.recall[1, 0, -1] == right
    assert widgets.race_explorer(stopped).drive()


def test_an_interrupt_in_the_middle_of_a_round_leaves_whole_updates():
    calls, models = [], racers()
    inner = models["LSTM"].loss_and_gradients

    def interrupted(*batch):
        calls.append(batch)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return inner(*batch)

    models["LSTM"].loss_and_gradients = interrupted
    stopped = run_until_stopped(TOLD.format(5), models=models)
    assert stopped.updates.tolist() == [0, 5]
    assert np.isfinite(stopped.loss).all()


def test_a_press_lets_the_round_end_for_every_network():
    calls, models = [], racers()
    inner = models["RNN"].loss_and_gradients

    def pressed(*batch):
        calls.append(batch)
        if len(calls) == 6:
            signal.raise_signal(signal.SIGINT)
        return inner(*batch)

    models["RNN"].loss_and_gradients = pressed
    stopped = run_until_stopped(TOLD.format(6), models=models)
    assert stopped.updates.tolist() == [0, 6] and len(calls) == 6


def test_a_second_press_at_once_loses_nothing():
    def progress(done, total, loss):
        if done == 4:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    stopped = run_until_stopped(TOLD.format(4), progress=progress)
    assert stopped.updates.tolist() == [0, 4]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_press_during_a_look_leaves_the_looks_before(monkeypatch):
    """So does a second one, during the look that follows the first."""
    name_kings, told = race.name_kings, []

    def pressed(*asked):
        if told:
            signal.raise_signal(signal.SIGINT)
        return name_kings(*asked)

    monkeypatch.setattr(race, "name_kings", pressed)
    record, progress = None, lambda *news: told.append(news)
    with pytest.raises(KeyboardInterrupt):
        for record in looks(progress=progress):
            assert record.updates.tolist() == [0]
    assert len(told) == 10
    assert widgets.race_explorer(record).drawing.finding.startswith("After 0 updates")
    fig, finding = _draw(record)
    assert finding.startswith("After 0 of 30 updates")
    plt.close(fig)


def test_a_press_while_a_look_is_drawn_ends_the_race():
    rounds, before = [], signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        for record in looks(progress=lambda *news: rounds.append(news)):
            if len(record.updates) == 2:
                signal.raise_signal(signal.SIGINT)
    assert len(rounds) == 10 and record.updates.tolist() == [0, 10]
    assert signal.getsignal(signal.SIGINT) is before


# --------------------------------------------------------------- the figures


def _draw(record, clock=False):
    fig, axes = plots.new_figure(3)
    return fig, figures.draw_race(axes, record, clock)


@pytest.mark.parametrize(
    ("recall_at_end", "told"),
    [
        ([[1, 1], [0.3, 1]], "the RNN does not know the first king"),
        ([[0.3, 1], [0.3, 1]], "the RNN does not know the first king"),
        (
            [[1, 0.2], [1, 0.2]],
            "RNN knows both kings and the LSTM does not know the first",
        ),
        ([[0.1, 1], [0.9, 1]], "the RNN knows the first king, not the ruler"),
    ],
)
def test_the_race_says_who_knows_whom(record, recall_at_end, told):
    changed = record.recall.copy()
    changed[:, :, -1] = recall_at_end
    fig, finding = _draw(record._replace(recall=changed))
    assert told in finding and finding.startswith("After 30 updates")
    plt.close(fig)


def test_the_race_can_be_drawn_over_seconds(record):
    fig, _ = _draw(record, clock=True)
    ends = [line.get_xdata()[-1] for line in fig.axes[0].lines[:2]]
    np.testing.assert_array_equal(ends, record.seconds[:, -1])
    plt.close(fig)


def curves(lstm, rnn):
    rng = np.random.default_rng(0)
    return {
        name: np.clip(mean + 0.05 * rng.normal(size=(10, 3)), 0, 1)
        for name, mean in (("LSTM", lstm), ("RNN", rnn))
    }


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (curves(0.8, 0.2), "the first king in 79 % of the stories, the RNN in 23 %"),
        (curves(0.2, 0.8), "the first king in 19 % of the stories, the RNN in 83 %"),
        (curves(0.5, 0.5), "10 seeds do not tell them apart"),
    ],
)
def test_length_says_what_stands_at_the_far_end(values, told):
    fig, ax = plots.new_figure()
    finding = figures.draw_length(ax, [0, 50, 200], values)
    assert told in finding and "With 200 filler words" in finding
    assert ("apart" in finding) == ("apart" in told)
    plt.close(fig)


# --------------------------------------------------------------- the widgets


def test_the_replay_has_a_picture_at_every_end(record):
    explorer = widgets.race_explorer(record)
    before = explorer.drawing.finding
    findings = explorer.drive()
    assert len(set(findings)) == 4 and explorer.drawing.finding == before
    assert explorer.values() == {"updates": 30, "number": 1}


@pytest.mark.parametrize(("network", "sure"), [("RNN", 0), ("LSTM", 1)])
def test_the_replay_tells_who_is_surest_and_whether_he_is_right(record, network, sure):
    first = race.CONTENDERS.index(STORIES[4].facts["first"])
    shares = record.shares.copy()
    shares[:, -1, 1, 4] = 0.2
    shares[sure, -1, 1, 4, first] = 0.9
    finding = widgets.draw_replay(record._replace(shares=shares), 3, 5).finding
    assert f"After 30 updates the {network} is surest who was first" in finding
    assert f"it names {race.CONTENDERS[first]}, and is right" in finding
    shares[sure, -1, 1, 4] = np.roll(shares[sure, -1, 1, 4], 1)
    finding = widgets.draw_replay(record._replace(shares=shares), 3, 5).finding
    assert f"but it was {race.CONTENDERS[first]}" in finding
    shares[:, -1, 1, 4] = 0.01
    finding = widgets.draw_replay(record._replace(shares=shares), 3, 5).finding
    assert "nobody names a king where story 5" in finding


def test_a_look_back_shows_what_was_then_and_nothing_later(record):
    shares, recall = record.shares.copy(), record.recall.copy()
    loss = record.loss.copy()
    shares[:, 2:], recall[..., 2:], loss[:, 2:] = 0.9, 0.5, 1.0
    other = record._replace(shares=shares, recall=recall, loss=loss)
    for look, alike in ((1, True), (2, False)):
        pictures = [widgets.draw_replay(r, look, 5).to_svg() for r in (record, other)]
        assert (pictures[0] == pictures[1]) == alike


def test_the_standing_counts_what_was_recorded(record):
    right = record.recall[1, :, 2]
    finding = widgets.draw_standing(record, 2).finding
    assert f"after 20 updates: the RNN in {100 * right[0]:.0f} %" in finding
    assert png(widgets.draw_standing(record, 0))


def test_a_watch_draws_what_it_is_shown(record, capsys):
    widgets.race_watch("the race")(record)
    assert capsys.readouterr().out == "the race\n"


# ------------------------------------------------------ the committed results


FILLERS = [0, 10, 20, 50, 100, 200]


@pytest.fixture(scope="module", params=race.KINDS)
def lengths(request):
    fillers, runs = race.read_lengths("race_length.csv", request.param)
    assert fillers.tolist() == FILLERS
    return request.param, runs


@pytest.mark.parametrize(
    ("table", "stages", "settings"),
    [
        ("race_search.csv", {"search": [20, 21]}, 3 * 6),
        ("race_length.csv", dict.fromkeys(["best", "second"], range(10)), 1 + 2 + 2),
    ],
)
def test_the_committed_race_is_whole(table, stages, settings):
    runs, table = {}, read_table(table)
    assert all(0 <= table[kind].min() <= table[kind].max() <= 1 for kind in race.KINDS)
    for row in table:
        key = row["run"], row["stage"], row["start"], row["learning_rate"]
        runs.setdefault(key, []).append((row["seed"], row["filler"]))
    for (_, stage, *_), done in runs.items():
        assert done == [(seed, filler) for seed in stages[stage] for filler in FILLERS]
    assert len(runs) == settings


def test_the_committed_race_meets_what_the_chapter_promises(lengths):
    kind, runs = lengths
    assert all(shares.shape == (10, 6) for shares in runs.values())
    near, far = ({n: v[:, k] for n, v in runs.items()} for k in (1, 3))
    if kind == "current":
        assert near["LSTM"].mean() >= 0.9 and near["RNN"].mean() >= 0.9
    else:
        assert (near["LSTM"] >= 0.95).sum() >= 8 and np.median(far["LSTM"]) >= 0.9
        for other in ("RNN", "RNN, twice the updates"):
            assert far["LSTM"].mean() - far[other].mean() >= 0.4


def test_with_twice_the_updates_an_rnn_has_more_seconds_than_the_lstm():
    rows = read_table("race_length.csv")
    seconds = {
        run: np.median(rows["seconds"][rows["run"] == run]) for run in rows["run"]
    }
    assert seconds["RNN, twice the updates"] > seconds["LSTM"]


TRIED = (("search", 9, 1.0), ("best", 1, 0.25), ("second", 2, 0.5))


def test_read_lengths_takes_the_better_of_two_settings(tmp_path):
    rows = ["run,stage,start,learning_rate,seed,seconds,filler,current,first"]
    rows += [
        f"RNN,{stage},x,{rate},{seed},1,{filler},{1 - right},{right}"
        for stage, rate, right in TRIED
        for seed in (0, 1, 2)
        for filler in (5, 10)
    ]
    (tmp_path / "lengths.csv").write_text("\n".join(rows), encoding="utf-8")
    fillers, runs = race.read_lengths(tmp_path / "lengths.csv", "first")
    assert fillers.tolist() == [5, 10]
    np.testing.assert_array_equal(runs["RNN"], np.full((3, 2), 0.5))
    runs = race.read_lengths(tmp_path / "lengths.csv", "current")[1]
    np.testing.assert_array_equal(runs["RNN"], np.full((3, 2), 0.75))
