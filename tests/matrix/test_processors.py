"""The chapters on other processors, and with other numbers of threads."""

import sys

import pytest
from elsewhere import run
from numpy._core import _multiarray_umath as compiled

# Asks NumPy's BLAS for whom it works; threads beyond the cores can only be had by call.
BLAS = """
import ctypes, pathlib, numpy
[path] = pathlib.Path(numpy.__file__).parents[1].glob("numpy.libs/*openblas64_*")
blas = ctypes.CDLL(str(path))
core = blas.scipy_openblas_get_corename64_
core.restype = ctypes.c_char_p
"""
TELL = "print(core().decode(), blas.scipy_openblas_get_num_threads64_())"
EIGHT = "blas.scipy_openblas_set_num_threads64_(8)\n"
# Eight threads on two cores wait for each other: a chapter that trains takes an hour.
QUICK = ("00_meet_the_kings", "04_forget_on_purpose", "07_run_the_whole_cell")


def blas(code=TELL, **settings):
    """Return what code prints that asks OpenBLAS, with these settings."""
    done = run([sys.executable, "-c", BLAS + code], **settings)
    if done.returncode:
        pytest.skip("this NumPy brings no OpenBLAS of its own")
    return done.stdout.strip()


@pytest.mark.parametrize("core", ["Haswell", "Sandybridge", "Nehalem"])
def test_chapters_hold_with_the_matrix_products_of(core, hold):
    setting = {"OPENBLAS_CORETYPE": core}
    assert blas(**setting).split()[0] == core
    hold(**setting)


def test_chapters_hold_without_numpys_vector_instructions(hold):
    has = [f for f in compiled.__cpu_dispatch__ if compiled.__cpu_features__[f]]
    setting = {"NPY_DISABLE_CPU_FEATURES": " ".join(has)}
    code = "from numpy._core import _multiarray_umath as m\n"
    code += f"print(any(m.__cpu_features__[f] for f in {has}))"
    done = run([sys.executable, "-c", code], **setting)
    assert done.stdout == "False\n"
    hold(**setting)


def test_chapters_hold_with_two_threads(hold):
    setting = {"OPENBLAS_NUM_THREADS": "2"}
    assert blas(**setting).split()[1] == "2"
    hold(**setting)


def test_quick_chapters_hold_with_eight_threads_of_a_numpy_imported_first(hold, home):
    assert blas(EIGHT + TELL).split()[1] == "8"
    startup = home / ".ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00_numpy.py").write_text(BLAS + EIGHT, encoding="utf-8")
    hold(*[f"{chapter}.ipynb" for chapter in QUICK])
