# The course's commands. `make help` lists them.

# More BLAS threads than free cores make small products many times slower.
export OPENBLAS_NUM_THREADS = 1
# Settings of other projects could break the course, so they stay outside.
unexport MPLBACKEND MATPLOTLIBRC VIRTUAL_ENV \
	$(filter PYTHON% IPYTHON% JUPYTER% JPY_%,$(.VARIABLES))
# So do settings and lists in the home folder: a font list of another Matplotlib would
# change the figures, and a kernel or an extension of another Jupyter would be taken.
# Where the course is a teacher's, and one may only read it, the home has a place for it.
OWN := $(if $(shell [ -w . ] && echo yes),$(CURDIR)/.venv,$(HOME)/.cache/kings-memory)
export MPLCONFIGDIR := $(OWN)/.matplotlib
export IPYTHONDIR := $(OWN)/.ipython
export JUPYTER_CONFIG_DIR := $(OWN)/.jupyter
export JUPYTER_DATA_DIR := $(OWN)/.jupyter/data
# But themes and key bindings that people chose for JupyterLab stay theirs.
export JUPYTERLAB_SETTINGS_DIR := $(HOME)/.jupyter/lab/user-settings
# So that the course is found even if its folder was renamed after the set-up.
export PYTHONPATH := $(CURDIR)

PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
FIRST = notebooks/00_meet_the_kings.ipynb
NBVAL = --nbval --nbval-current-env --nbval-cell-timeout=600 --ignore=notebooks/mine
# Two workers; a notebook stays with one, and what takes longest begins first.
PARALLEL = -n 2 --dist loadscope --no-loadscope-reorder
RULES = $(addprefix tests/repo/test_,imports.py code.py chapters.py)
CHAPTERS = $(if $(CHAPTER),notebooks/$(CHAPTER)_*.ipynb)
COMPILE = $(BIN)/python -m uv pip compile --quiet --upgrade --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate \
	--python-version 3.11 --custom-compile-command "make lock"
LOCKED = --extra course --group environment --group build

LAB_FLAGS = -y --ip=127.0.0.1 --ServerApp.root_dir=. \
	--LabApp.default_url=/lab/tree/$(FIRST)
ifeq ($(shell id -u),0)
LAB_FLAGS += --allow-root
endif
ifeq ($(shell uname)$(DISPLAY)$(WAYLAND_DISPLAY)$(BROWSER),Linux)
NO_BROWSER = --no-browser
LAB_FLAGS += $(NO_BROWSER)
endif

.DELETE_ON_ERROR:
# Two targets at once would install into one environment at the same time.
.NOTPARALLEL:
.PHONY: help lab app update check test test-web test-slow matrix mutants margins audit wasm notebooks claims chapter site site-serve site-links pictures lint lock bench clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

lab: .venv/.lab ## open the course in JupyterLab
	@echo "Opening the course. Its address follows; Ctrl-C stops it."
	@$(BIN)/python -P scripts/lab.py $(LAB_FLAGS)

app: .venv/.test ## show a chapter's widgets alone, as an app (CHAPTER=04)
	@cd scripts && ../$(BIN)/python -m web.app "$(or $(CHAPTER),00)" $(NO_BROWSER)

update: ## bring the newest course; changed notebooks are kept in notebooks/mine
	@$(PYTHON) -I scripts/update.py

check: .venv/.test ## check in seconds: style, imports, the library
	@$(BIN)/python -m ruff check .
	@$(BIN)/python scripts/notebooks.py --check
	@$(BIN)/python -m pytest -q tests/lstmlib $(RULES)

# Make's exit code is not pytest's, so a caller may ask for it in a file.
test: .venv/.test ## run every test and every notebook
	@$(BIN)/python -m pytest $(NBVAL) $(PARALLEL); status=$$?; \
	if [ -n "$(STATUS_FILE)" ]; then echo $$status > "$(STATUS_FILE)"; \
	else exit $$status; fi

test-web: .venv/.test ## run the chapters and their pages in a browser (CHAPTER=01 for one)
	@$(BIN)/python -m pytest tests/browser tests/web -m browser -n 2 --dist worksteal \
	$(if $(CHAPTER),-k "$(CHAPTER)_")

test-slow: .venv/.test ## test set-up, wheel, new chapters, and every way to stop
	@$(BIN)/python -m pytest -m "weekly and not browser and not matrix" -n 2 --dist loadscope

matrix: .venv/.test ## run the chapters as on other machines (docs/fault_matrix.md)
	@$(BIN)/python -m pytest tests/matrix -m matrix -v -rs -n 2 --dist loadgroup

audit: .venv/.test ## ask whether a locked package has a known weakness
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes --progress-spinner=off \
	$(addprefix -r requirements,.lock -test.lock -uv.lock)

wasm: .venv/.test ## run the chapters in WebAssembly (CHAPTER=01 for one)
	@$(BIN)/python scripts/web/wasm.py $(CHAPTERS)

notebooks: .venv/.test ## execute and write the notebooks (CHAPTER=01 for one)
	@$(BIN)/python scripts/notebooks.py $(CHAPTERS)

claims: .venv/.test ## say what changes when all seeds move (SHIFT=1000 CHAPTER=02)
	@$(BIN)/python scripts/claims.py $(or $(SHIFT),1000) $(CHAPTERS)

margins: .venv/.test ## list how far each claim is from turning (CHAPTER=02 for one)
	@$(BIN)/python scripts/margins.py $(CHAPTERS)

mutants: .venv/.test ## break the library at random: who notices? (NUMBER=60 SEED=1)
	@$(BIN)/python scripts/mutants.py --number $(or $(NUMBER),60) --seed $(or $(SEED),1)

chapter: .venv/.test ## begin a chapter that runs (NAME=16_count_the_crowns)
	@$(BIN)/python scripts/chapter.py "$(NAME)"

site: .venv/.test ## build the web edition into build/site/html
	@cd scripts && ../$(BIN)/python -m web.build

site-serve: .venv/.test ## show what make site built, at http://127.0.0.1:8000
	@$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory build/site/html

site-links: .venv/.test ## ask other hosts whether the site's links still lead there
	@cd scripts && ../$(BIN)/python -m web.build --links

pictures: .venv/.test ## draw the README's pictures into docs/pictures
	@cd scripts && ../$(BIN)/python -m web.pictures

lint: .venv/.test ## check style; say what is longer than advised
	@$(BIN)/python -m ruff check .
	@$(BIN)/python scripts/notebooks.py --check
	@$(BIN)/python scripts/lint_lengths.py

lock: .venv/.lab ## choose new versions for the lock files
	@$(BIN)/python -c "import uv" 2>/dev/null || \
	{ echo "make lock needs uv, which could not be had at the set-up."; exit 1; }
	$(COMPILE) $(LOCKED) -o requirements.lock pyproject.toml
	$(COMPILE) $(LOCKED) --group test --group site --group ways --group audit \
	-c requirements.lock \
	-o requirements-test.lock pyproject.toml
	echo uv | $(COMPILE) -o requirements-uv.lock -

bench: .venv/.test ## measure the speed beside PyTorch's; writes docs/performance.md
	@$(BIN)/python -c "import torch" 2>/dev/null || $(PIP) install --quiet torch==2.13.0
	@$(BIN)/python scripts/bench.py

clean: ## remove the environment and what tools left behind
	rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .hypothesis .coverage
	find . \( -name __pycache__ -o -name .ipynb_checkpoints -o -name .ruff_cache \) -prune -exec rm -rf {} +

# An environment that is half made, or whose Python is gone, another or too old, is made
# anew; one that is older than its lock is brought up to it.
CHECK = import pip, sys; print(sys.version_info >= (3, 11))
ifneq ($(shell [ -e .venv/.unfinished ] || exec 2>&- .venv/bin/python -Ic "$(CHECK)"),True)
.PHONY: .venv/bin/python
endif
.venv/bin/python:
	@$(PYTHON) -I -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || \
	{ echo "The course needs Python 3.11 or newer; $(PYTHON) is older or missing." \
	"Install it, or name yours: make lab PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -I -c "import ensurepip, venv" 2>/dev/null || \
	{ echo "Python's venv module is missing: install the package python3-venv" \
	"(Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@$(PYTHON) -I -m venv --clear --without-pip .venv

SET_UP = .venv/bin/python requirements-uv.lock pyproject.toml \
	scripts/environment.py scripts/jupyter_server_config.py scripts/lab.py

.venv/.lab: requirements.lock $(SET_UP)
	@$(BIN)/python -I scripts/environment.py $<
	@touch $@

.venv/.test: requirements-test.lock $(SET_UP)
	@$(BIN)/python -I scripts/environment.py $<
	@touch .venv/.lab $@
