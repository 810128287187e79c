"""The bench compares equal work, and tells truthfully what it measured."""

import json
import re
from pathlib import Path

import bench
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", name="steps")
def bench_steps(skip_or_fail):
    """The module bench_steps, which needs PyTorch."""
    try:
        import bench_steps
    except ImportError:
        skip_or_fail("PyTorch is not installed")
    return bench_steps


@pytest.fixture(scope="module", name="course")
def course_steps(steps):
    return steps.course_steps(count=3)


def check_all(steps, course, spoil=lambda model: None):
    for name, (model, batches) in course.items():
        twin = steps.Twin(model)
        spoil(model)
        for batch in batches:
            steps.check_equal_work(name, model, batch, twin)
            twin.adam.zero_grad()


def test_both_have_the_same_loss_and_gradients_on_the_batches_of_the_course(
    steps, course
):
    chapters = [name.split(" of ")[1][:2] for name in course]
    assert chapters == ["01", "03", "03", "04", "05", "08", "08"]
    check_all(steps, course)
    model, batches = steps.larger_step((3, 5, 2, 4))
    check_all(steps, {"larger": (model, batches[:1])})


@pytest.mark.parametrize("weights", ["layer.W_x", "layer.W_h", "linear.W"])
def test_other_weights_are_noticed(steps, weights):
    def spoil(model):
        model.params[weights][0, 0] += 1

    for name, step in steps.course_steps(count=1).items():
        with pytest.raises(SystemExit, match=f"{name}: .* of both differ by"):
            check_all(steps, {name: step}, spoil)


def test_a_comparison_leaves_held_gates_held(steps, course):
    check_all(steps, course)
    path, _ = course["second path of 03, one king"]
    assert path.layer.fixed_gates == {"i": 1, "f": 1, "o": 1}


def test_a_turn_of_pytorch_is_one_update_per_batch(steps, course):
    for model, batches in course.values():
        twin = steps.Twin(model)
        before = {name: w.detach().clone() for name, w in twin.weights.items()}
        twin.train([tuple(map(steps.torch.from_numpy, batch)) for batch in batches])
        for name, w in twin.weights.items():
            assert twin.adam.state[w]["step"] == len(batches)
            assert not steps.torch.equal(w, before[name]), name


def test_each_round_calls_everybody_once_and_the_first_is_not_counted(
    steps, monkeypatch
):
    calls, luck = [], iter([["a", "b"], ["b", "a"], ["a", "b"]])
    monkeypatch.setattr(steps.random, "sample", lambda names, count: next(luck))
    works = {name: lambda name=name: calls.append(name) for name in "ab"}
    times = steps.interleave(works, seconds=0, rounds=2)
    assert "".join(calls) == "ab" + "ba" + "ab"
    assert [len(taken) for taken in times.values()] == [2, 2]


@pytest.fixture(scope="module", name="run")
def one_run(steps, course):
    """What a run prints, from two rounds at small sizes."""
    small = {"one": steps.larger_step((2, 6, 3, 4))}
    found = {
        kind: [
            steps.measure(name, model, batches[:2], seconds=0, rounds=2)
            for name, (model, batches) in some.items()
        ]
        for kind, some in (("course", course), ("larger", small))
    }
    told = {"about": steps.about(), "growth": [0.9, 1.0, 1.1], "memory": [1.44, 2.1]}
    return json.loads(json.dumps(found | told))


def with_ratios(run, course, larger):
    """The same run with other medians."""
    run = json.loads(json.dumps(run))
    for kind, ratios in (("course", course), ("larger", larger)):
        for entry, ratio in zip(run[kind], ratios, strict=True):
            entry["ratio"]["PyTorch"] = [ratio - 0.01, ratio, ratio + 0.02]
    return run


def test_a_run_becomes_a_page_with_a_figure(run, tmp_path):
    bench.write({bench.FREE: run, bench.AVX2: run}, tmp_path)
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    for entry in [*run["course"], *run["larger"]]:
        [row] = [line for line in page.splitlines() if f"| {entry['name']} |" in line]
        assert row.count(bench.told(entry["ratio"]["PyTorch"])) >= 2
        assert f"| {entry['sizes']} |" in row
    assert run["about"] in page and "1.4 to 2.1 times" in page
    assert (tmp_path / "performance.png").read_bytes().startswith(b"\x89PNG")


def test_three_sentences_say_what_held(run):
    free = with_ratios(run, [0.25, 0.25, 1, 1, 1, 0.25, 0.25], [1.07])
    same = with_ratios(run, [1] * 7, [0.98])
    mean, slowest, larger = bench.sentences({bench.FREE: free, bench.AVX2: same})
    assert "take lstmlib 0.45 of PyTorch's time" in mean
    assert "second path of 03, one king: 1.00 (0.99–1.02)" in slowest
    assert "1.07 to 1.07" in larger and "0.98 to 0.98 with AVX2 for both" in larger
    *_, larger = bench.sentences({bench.FREE: free})
    assert "AVX2" not in larger


def test_a_figure_counts_the_steps_that_are_faster(run, tmp_path):
    ratios = np.array([0.5, 0.5, 0.99, 1.01, 2, 0.5, 0.5])
    free = with_ratios(run, ratios, [1.5])
    finding = bench.figure({bench.FREE: free}, tmp_path / "performance.png")
    assert finding.endswith("for 5 of 8 steps")


def test_threads_and_kernels_are_chosen_for_a_fair_run(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    for name, environment in bench.environments().items():
        assert {environment[threads] for threads in bench.THREADS} == {"1"}
        assert ("OPENBLAS_CORETYPE" in environment) == (name == bench.AVX2)


def test_both_passes_hold_little_more_than_they_must(steps):
    for size in [(32, 100, 64, 128), (16, 400, 32, 64), (64, 50, 64, 128)]:
        assert 1 < steps.peak_memory(size) <= 2.5


def test_one_version_of_pytorch_is_compared_with():
    places = ["Makefile", ".ci/run", ".github/workflows/test.yml"]
    texts = [(ROOT / place).read_text(encoding="utf-8") for place in places]
    versions = [set(re.findall(r"torch==[\d.]+", text)) for text in texts]
    assert len(set.union(*versions)) == 1 and all(versions)
