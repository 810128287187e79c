"""How fast is the course? Measure it, or check that it has not become slower.

    python scripts/bench.py            measure; write docs/performance.md and .png
    python scripts/bench.py --check    exit 1 and say what exceeds its budget

Every measurement runs in a process of its own, `bench_measure`, in an environment that
gives one thread to everybody. OpenBLAS chooses its kernel, except in the run in which
NumPy and PyTorch get the same instructions.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from bench_bars import AVX2, growth_verdicts, ratio_verdicts

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SLACK = 1.15  # a check measures shortly, on a machine that may be busy
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
PINS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES")


def free_environment():
    """One thread for everybody, and no kernel chosen in advance."""
    kept = {name: v for name, v in os.environ.items() if name not in PINS}
    return kept | ONE_THREAD


def newer_than_avx2():
    """NumPy's names of the vector instructions of this processor beyond AVX2."""
    code = (
        "from numpy._core import _multiarray_umath as m\n"
        "print(*(f for f in m.__cpu_dispatch__ if m.__cpu_features__[f]))"
    )
    run = [sys.executable, "-c", code]
    asked = subprocess.run(
        run, env=free_environment(), capture_output=True, text=True, check=True
    )
    return [f for f in asked.stdout.split() if f.startswith(("AVX512", "X86_V4"))]


def avx2_environment():
    """As `free_environment`, with AVX2 for NumPy, OpenBLAS and PyTorch alike."""
    return free_environment() | {
        "OPENBLAS_CORETYPE": "Haswell",
        "NPY_DISABLE_CPU_FEATURES": " ".join(newer_than_avx2()),
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "ATEN_CPU_CAPABILITY": "avx2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    }


def measure(what, environment):
    """What `bench_measure` finds in this environment."""
    run = [sys.executable, str(ROOT / "scripts" / "bench_measure.py"), what]
    done = subprocess.run(run, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit("A measurement broke off; the reason stands above.")
    return json.loads(done.stdout)


def measure_all(what):
    """All results: with kernels chosen freely, then with AVX2 where there is AVX2."""
    print("Each as fast as it can:", flush=True)
    results = measure(what, free_environment())
    if "AVX" in results["about"]["PyTorch"]:
        print("The same instructions for both:", flush=True)
        results[AVX2] = measure("training", avx2_environment())["LSTM"]
    return results


def write(results):
    """Write docs/performance.md and its figure."""
    from bench_report import figure, report

    DOCS.mkdir(exist_ok=True)
    text = report(results)
    figure(results, DOCS / "performance.png")
    (DOCS / "performance.md").write_text(text, encoding="utf-8", newline="\n")
    print("docs/performance.md and docs/performance.png written.")


def too_slow(results):
    """A sentence for every ratio, slope or memory that exceeds its bar and slack."""
    found = ratio_verdicts(results) + growth_verdicts(results)
    return [
        f"{v.what} at {v.where}: {v.measured} was measured; at most {v.bar} "
        f"is promised, and {SLACK * v.bar:.2f} is let pass."
        for v in found
        if not v.met(SLACK)
    ]


def check():
    """Say what exceeds its budget; return 1 if anything does, else 0."""
    import bench_budgets

    problems = bench_budgets.problems()
    results = measure_all("bars")
    if not ratio_verdicts(results):
        print("PyTorch is not installed, so nothing was compared with it.")
    problems += too_slow(results)
    print("\n".join(problems) or "Everything is within its budget.")
    return int(bool(problems))


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the budgets")
    if parser.parse_args(arguments).check:
        return check()
    write(measure_all("everything"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
