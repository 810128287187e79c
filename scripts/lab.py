"""JupyterLab, started in half the time.

    python -P scripts/lab.py [options of JupyterLab]

Most of a start goes into a grammar of international web addresses, which JSON schemas
may ask for and Jupyter's do not. They do without it where it is not installed.
"""

import sys

sys.modules["rfc3987_syntax"] = None

from jupyterlab.labapp import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
