# Every step works on a machine with only Python (3.11 or newer), git and make. What it needs goes into .venv here.
# `make run ARGS="--scale 0.01 --lang ko"` passes options on.

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# The first Python on the path that is new enough; `make PYTHON=/path/to/python run` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)

.PHONY: help run test verify bench docs check format readme clean
.DEFAULT_GOAL := help

help:
	@echo "make run      build the synthetic country and write a report (options: make run ARGS=\"--scale 0.01\")"
	@echo "make test     quick tests, a few minutes"
	@echo "make verify   slow checks against theory, then the table of sensitivity anew (src/yeonjwa/data/sensitivity.csv)"
	@echo "make bench    timings, with ratios measured in the same run (a trial: make bench ARGS=\"--scale 0.01\")"
	@echo "make docs     the documentation, in docs/_build/html"
	@echo "make check    format, lint and types"
	@echo "make format   put the code into the common format"
	@echo "make readme   refresh the count of figures in README.md"
	@echo "make clean    remove what these steps made here (not the stored countries: yeonjwa population remove)"

run: $(VENV)/.has-run
	$(BIN)/yeonjwa run $(ARGS)

test: $(VENV)/.has-test
	$(BIN)/python -m pytest -n 2 -m "not verify and not bench" $(ARGS)

verify: $(VENV)/.has-test
	$(BIN)/python -m pytest -m verify --timeout 3600 $(ARGS)
	$(BIN)/python -m yeonjwa.departures.sensitivity --write

bench: $(VENV)/.has-bench
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script $(ARGS) || exit 1; done

docs: $(VENV)/.has-docs
	$(BIN)/python -m sphinx -W --keep-going -n -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

check: $(VENV)/.has-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.has-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

readme: $(VENV)/.has-run
	$(BIN)/python -m yeonjwa.catalogue.readme

clean:
	rm -rf $(VENV) docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The environment: first the installer, then the exact versions of uv.lock, each group of tools once.

$(VENV)/.has-uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Making the environment $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing or broken (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Installing uv, the installer, into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

# Where a network lets only pip through (its settings are its own), pip installs the same versions.
GROUP = $(if $(filter run,$*),,--group $*)

$(VENV)/.has-%: $(VENV)/.has-uv uv.lock pyproject.toml
	@echo "Installing yeonjwa and what it needs for '$*' (the versions of uv.lock) into $(VENV)"
	@UV_PROJECT_ENVIRONMENT=$(VENV) UV_SYSTEM_CERTS=true \
		$(BIN)/uv sync --quiet --frozen --inexact --no-default-groups $(GROUP) \
	|| { echo "uv could not do it; installing the same versions with pip" \
		&& $(BIN)/uv export --quiet --frozen --no-hashes --no-emit-project --no-default-groups $(GROUP) \
			--output-file $(VENV)/versions.txt \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check -r $(VENV)/versions.txt \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable . ; }
	@touch $@
