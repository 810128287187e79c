"""The benchmark compares equal work, and says truthfully what was promised and kept."""

import re
from pathlib import Path

import bench
import bench_measure
import bench_report
import numpy as np
import pytest
from bench_bars import BARS, ratio, ratio_verdicts
from bench_contenders import (
    BOTH,
    FUSED,
    OURS,
    PLAIN,
    THEIRS,
    TRAINING,
    assert_equal_work,
    contenders,
)

ROOT = Path(__file__).resolve().parents[2]
TINY = (2, 5, 3, 4)
WORKS = bench_measure.WORKS["everything"]
MEASURED = {
    "about": {"PyTorch": "2.13.0"},
    "growth": {"T": [1.0, 1.02, 1.01]},
    "memory": [[TINY, 2.5, 2.6]],
}


def measure(torch):
    """A whole run at one tiny size, each contender timed in two rounds."""
    results = dict(MEASURED)
    for kind, works in WORKS.items():
        found = contenders(kind, TINY, works, torch)
        entry = bench_measure.measure_size(kind, TINY, found, seconds=0, rounds=2)
        results[kind] = [entry]
    return results


def results_with(seconds):
    """Results in which a training step of lstmlib took so long, and PyTorch's 1 s."""
    times = [[TRAINING, OURS, [seconds] * 3], [TRAINING, THEIRS, [1.0] * 3]]
    entry = {"size": TINY, "times": times, "rate": 1e9, "bound": 0.1}
    return MEASURED | {"LSTM": [entry], "RNN": []}


@pytest.fixture(scope="module", name="torch")
def pytorch(skip_or_fail):
    """The module bench_torch, whose contenders are those of PyTorch."""
    module = bench_measure.load_torch()
    if module is None:
        skip_or_fail("PyTorch is not installed")
    return module


def test_a_run_beside_pytorch_becomes_a_page_with_a_figure(torch, tmp_path):
    results = measure(torch)
    [entry] = results["LSTM"]
    who = {(work, name) for work, name, _ in entry["times"]}
    assert {(TRAINING, THEIRS), (TRAINING, FUSED), (BOTH, PLAIN)} < who
    assert all(len(seconds) == 2 for *_, seconds in entry["times"])
    page = bench_report.report(results)
    assert str(ratio(entry, TRAINING)) in page
    bench_report.figure(results, tmp_path / "performance.png")
    picture = (tmp_path / "performance.png").read_bytes()
    assert picture.startswith(b"\x89PNG")


def test_without_pytorch_the_page_says_so(tmp_path):
    results = measure(None)
    assert ratio_verdicts(results) == []
    assert "PyTorch was not installed" in bench_report.report(results)


@pytest.mark.parametrize("kind", ["LSTM", "RNN"])
def test_unequal_weights_are_noticed_before_anything_is_timed(torch, kind, monkeypatch):
    other = bench_measure.contenders.__globals__["make_model"]
    monkeypatch.setattr(torch, "make_model", lambda *a: doubled(other(*a)))
    with pytest.raises(SystemExit, match=f"{kind} .* of PyTorch at .* differs by"):
        contenders(kind, TINY, WORKS[kind], torch)


def doubled(model):
    model.params["layer.W_h"][...] *= 2
    return model


def test_a_result_that_is_not_a_number_is_not_equal():
    with pytest.raises(SystemExit, match="differs by nan"):
        assert_equal_work("work", [np.array([np.nan])], [np.array([1.0])])


def test_who_goes_first_changes_from_round_to_round(monkeypatch):
    order = []
    works = {name: lambda name=name: order.append(name) for name in "ab"}
    timed = lambda work, calls: work() or 1.0  # noqa: E731
    monkeypatch.setattr(bench_measure, "processor_seconds", timed)
    bench_measure.interleave(works, seconds=0, rounds=3)
    assert "".join(order) == "ab" + "ab" + "ba" + "ab"


@pytest.mark.parametrize(
    ("seconds", "word"), [(0.34, "| met |"), (0.36, "| **not met** |")]
)
def test_a_promise_is_met_or_not_by_what_was_measured(seconds, word):
    lines = bench_report.verdicts(results_with(seconds)).splitlines()
    [line] = [x for x in lines if TRAINING in x]
    assert line.endswith(word) and f"{seconds:.2f}" in line


def test_a_check_forgives_a_little_and_names_what_exceeds_more():
    assert bench.too_slow(results_with(0.40)) == []
    [sentence] = bench.too_slow(results_with(0.41))
    assert sentence.startswith("LSTM: training step / PyTorch at (2, 5, 3, 4): 0.41")


def test_there_is_a_bar_for_every_size():
    assert {len(bar.at_most) for bar in BARS} == {len(bench_measure.SIZES)}


def test_kernels_and_threads_are_chosen_for_a_fair_run(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    free = bench.free_environment()
    assert "OPENBLAS_CORETYPE" not in free
    assert {free[name] for name in bench.ONE_THREAD} == {"1"}


def test_one_version_of_pytorch_is_compared_with():
    places = ["Makefile", ".ci/run", ".github/workflows/test.yml"]
    texts = [(ROOT / place).read_text(encoding="utf-8") for place in places]
    versions = [set(re.findall(r"torch==[\d.]+", text)) for text in texts]
    assert len(set.union(*versions)) == 1 and all(versions)
