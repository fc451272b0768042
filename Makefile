# One environment, made once from pyproject.toml and constraints.txt and remade when either changes.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -q

.DEFAULT_GOAL := help
.PHONY: help run test check format bench wheel clean

help:            ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 16

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("quizapp needs Python 3.11 or newer; set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "making the environment in $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing what quizapp needs (a minute, once) ..." >&2
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "installing what the tests need ..." >&2
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

run: $(VENV)/.run      ## open the trainer
	@$(BIN)/quizapp

test: $(VENV)/.dev     ## run the whole default suite
	@$(BIN)/python -m pytest -n 2 -m 'not slow'

check: $(VENV)/.dev    ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev   ## let ruff put the code in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.dev    ## speed, as ratios measured side by side
	@$(BIN)/python -m benchmarks

wheel: $(VENV)/.dev    ## build dist/*.whl
	@rm -rf dist
	@$(PIP) install -c constraints.txt build
	@$(BIN)/python -m build -q

clean:           ## remove the environment and what was built
	@rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
