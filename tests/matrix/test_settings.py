"""The chapters under settings that other work leaves behind."""

# Each of them once changed or stopped some notebook of somebody.
STARTUP = """
import random, warnings
import numpy as np
from matplotlib import pyplot as plt
np.set_printoptions(precision=1, threshold=2, sign="+", suppress=True, linewidth=20)
np.seterr(all="raise")
np.random.seed(1)
random.seed(1)
plt.style.use(["dark_background", "fast"])
plt.rcParams["text.usetex"] = True
plt.ion()
warnings.simplefilter("ignore")
show = reveal = LSTM = plots = print
np = "somebody else's"
"""
FOREIGN = {
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONHASHSEED": "1",
    "PYTHONWARNINGS": "error",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "8",
    "MKL_NUM_THREADS": "8",
    "MPLBACKEND": "TkAgg",
    "NO_COLOR": "1",
    "TERM": "dumb",
    "COLUMNS": "20",
    "TZ": "Pacific/Apia",
}
STYLE = """
backend: TkAgg
interactive: True
text.usetex: True
font.size: 40
font.family: serif
savefig.bbox: tight
savefig.dpi: 600
savefig.format: pdf
figure.autolayout: True
axes.formatter.use_locale: True
image.cmap: jet
"""


def test_chapters_hold_after_start_up_files(hold, home):
    startup = home / ".ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00_mine.py").write_text(STARTUP, encoding="utf-8")
    hold()


def test_chapters_hold_under_foreign_settings_and_a_matplotlibrc(
    hold, home, kernel_with
):
    (home / ".config" / "matplotlib").mkdir(parents=True)
    (home / ".config" / "matplotlib" / "matplotlibrc").write_text(STYLE)
    (home / "startup.py").write_text("print('hello'); show = 1")
    hold(kernel=kernel_with(PYTHONSTARTUP=str(home / "startup.py"), **FOREIGN))


def test_chapters_hold_without_assertions_and_docstrings(hold, kernel_with):
    hold(kernel=kernel_with(PYTHONOPTIMIZE="2"))
