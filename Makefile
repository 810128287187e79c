# The course's commands. `make help` lists them.

# More BLAS threads than free cores make small products many times slower.
export OPENBLAS_NUM_THREADS = 1
# So that the course is found even if its folder was renamed after the set-up.
export PYTHONPATH := $(CURDIR)
# Matplotlib's font list and settings belong to this environment: a list that another
# program left in the home folder would change the figures or add a warning to them.
export MPLCONFIGDIR := $(CURDIR)/.venv/.matplotlib

PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
FIRST = notebooks/00_meet_the_kings.ipynb
NBVAL = --nbval --nbval-current-env --nbval-cell-timeout=120
CHAPTERS = $(if $(CHAPTER),notebooks/$(CHAPTER)_*.ipynb)
COMPILE = uv pip compile --quiet --upgrade --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate \
	--python-version 3.11 --custom-compile-command "make lock" --group build

LAB_FLAGS = -y --ip=127.0.0.1 --ServerApp.root_dir="$(CURDIR)" \
	--log-level=WARN --LabApp.log_level=WARN \
	--LabApp.default_url=/lab/tree/$(FIRST) --LabApp.news_url=None \
	--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate
ifeq ($(shell id -u),0)
LAB_FLAGS += --allow-root
endif
ifeq ($(shell uname)$(DISPLAY)$(WAYLAND_DISPLAY)$(BROWSER),Linux)
LAB_FLAGS += --no-browser
endif

.DELETE_ON_ERROR:
# Two targets at once would install into one environment at the same time.
.NOTPARALLEL:
.PHONY: help lab test notebooks lint lock nbval-cpus bench clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

lab: .venv/.lab ## open the course in JupyterLab
	@echo "Opening the course. Its address follows; Ctrl-C stops it."
	@$(BIN)/python -m jupyterlab $(LAB_FLAGS)

# Make's exit code is not pytest's, so a caller may ask for it in a file.
test: .venv/.test ## run every test and every notebook
	@$(BIN)/python -m pytest tests notebooks $(NBVAL); status=$$?; \
	if [ -n "$(STATUS_FILE)" ]; then echo $$status > "$(STATUS_FILE)"; \
	else exit $$status; fi

notebooks: .venv/.test ## execute and write the notebooks (CHAPTER=01 for one)
	@$(BIN)/python scripts/notebooks.py $(CHAPTERS)

lint: .venv/.test ## check the style of code and notebooks
	@$(BIN)/python -m ruff check .
	@$(BIN)/python scripts/notebooks.py --check

lock: ## choose new versions for both lock files (needs uv)
	@command -v uv >/dev/null || \
	{ echo "make lock needs uv: python3 -m pip install uv brings it."; exit 1; }
	$(COMPILE) -o requirements.lock pyproject.toml
	$(COMPILE) --extra test -c requirements.lock -o requirements-test.lock pyproject.toml

# NumPy's names of the vector instructions that it may use and this CPU has.
VECTORS = $(BIN)/python -c "from numpy._core import _multiarray_umath as m; \
print(*(f for f in m.__cpu_dispatch__ if m.__cpu_features__[f]))"
OTHER_CPUS = OPENBLAS_CORETYPE=Haswell OPENBLAS_CORETYPE=Sandybridge \
	-uOPENBLAS_CORETYPE "NPY_DISABLE_CPU_FEATURES=$$($(VECTORS))"

nbval-cpus: .venv/.test ## run the notebooks as other processors would
	@failed=0; for setting in $(OTHER_CPUS); do echo "== $$setting"; \
	env "$$setting" $(BIN)/python -m pytest notebooks $(NBVAL) -q || failed=1; \
	done; exit $$failed

bench: .venv/.test ## measure the speed beside PyTorch's; writes docs/performance.md
	@$(BIN)/python -c "import torch" 2>/dev/null || $(PIP) install --quiet torch==2.13.0
	@$(BIN)/python scripts/bench.py

clean: ## remove the environment and what tools left behind
	rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .hypothesis .coverage
	find . \( -name __pycache__ -o -name .ipynb_checkpoints -o -name .ruff_cache \) -prune -exec rm -rf {} +

# The environment is made once; a stamp is older than its lock when that changes.
.venv/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || \
	{ echo "The course needs Python 3.11 or newer; $(PYTHON) is older or missing." \
	"Install it, or name yours: make lab PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
	{ echo "Python's venv module is missing: install the package python3-venv" \
	"(Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@$(PYTHON) -m venv --clear .venv

# Without it JupyterLab covers a corner of the page with the question whether it may
# fetch news, and the course asks nothing of the network.
LAB_SETTINGS = .venv/share/jupyter/lab/settings
NO_NEWS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}

define install
	@echo "Installing $(1) into .venv; the first time takes about a minute."
	@$(PIP) install --quiet --require-hashes -r $(1)
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@mkdir -p $(LAB_SETTINGS)
	@echo '$(NO_NEWS)' > $(LAB_SETTINGS)/overrides.json
endef

.venv/.lab: .venv/bin/python requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

.venv/.test: .venv/bin/python requirements-test.lock pyproject.toml
	$(call install,requirements-test.lock)
	@touch .venv/.lab $@
