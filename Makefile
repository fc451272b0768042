# One environment, made once from pyproject.toml and constraints.txt and renewed when either changes.
# pip's own variables and configuration (index, proxy, certificates) are left alone.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -q

# The tools that build the package are held to the same versions, in pip's isolated builds too
# (newer pips read the second name).
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_BUILD_CONSTRAINT := $(CURDIR)/constraints.txt

.DEFAULT_GOAL := help
.PHONY: docs audit-anki bench-anki audit-content audit-grading bench-engine help run test test-postgresql explore slow survive check format bench simulate vectors wheel readme screenshot clean
.DELETE_ON_ERROR:

help:            ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 16

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("quizapp needs Python 3.11 or newer; say which: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@echo "making the environment in $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt
	@echo "installing what quizapp needs (a minute, once) ..." >&2
	@$(PIP) install -e '.[anki,fitting]'
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "installing what the tests need ..." >&2
	@$(PIP) install -e '.[dev]'
	@touch $@

run: $(VENV)/.run      ## open the trainer
	@$(BIN)/quizapp

test: $(VENV)/.dev     ## run the whole default suite
	@$(BIN)/python -m pytest -n 2 -m 'not slow'

test-postgresql: $(VENV)/.dev   ## run the tests of storage and sessions on a PostgreSQL server of their own (apt-get install postgresql)
	@$(PIP) install -e '.[postgresql]' || echo '*** psycopg cannot be installed here' >&2
	@QUIZAPP_TEST_DATABASE=postgresql $(BIN)/python -m pytest -rs -m 'not slow and not sqlite' tests/storage tests/sessions

explore: $(VENV)/.dev  ## property-based tests with examples that were not drawn before
	@QUIZAPP_TEST_EXAMPLES=other $(BIN)/python -m pytest -n 2 -m 'hypothesis and not slow'

slow: $(VENV)/.dev     ## run the long audits that the default suite leaves out
	@$(BIN)/python -m pytest -n 2 -m slow

survive: $(VENV)/.dev  ## kill the program 500 times at random moments and look whether anything is lost
	@$(BIN)/python -m pytest -q tests/sessions/test_surviving.py -m slow

check: $(VENV)/.dev    ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev   ## let ruff put the code in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench-engine: $(VENV)/.dev   ## a training step beside NumPy by hand (and PyTorch, where it is installed), and what a mistake costs
	@$(BIN)/python -m benchmarks engine mistakes

bench: $(VENV)/.dev    ## speed, as ratios measured side by side
	@$(BIN)/python -m benchmarks

simulate: $(VENV)/.dev ## aim at an interview's date beside plain FSRS, on 1 000 simulated learners (half an hour)
	@$(BIN)/python -m benchmarks.simulation $(LEARNERS)

audit-content: $(VENV)/.dev   ## 500 instances of every bundled generated question (half an hour)
	@QUIZAPP_AUDIT_INSTANCES=500 $(BIN)/python -m pytest -n 2 tests/content

audit-grading: $(VENV)/.dev   ## simulated learners over every bundled question, 200 instances of each mistake; 100 000 near misses (two hours)
	@$(BIN)/python -m tests.audit grading
	@$(BIN)/python -m tests.audit misses

$(VENV)-anki/.made: pyproject.toml constraints.txt
	@echo "making an environment with the real Anki in $(VENV)-anki (a minute, once) ..." >&2
	@$(PYTHON) -m venv $(VENV)-anki
	@$(VENV)-anki/bin/python -m pip --disable-pip-version-check -q install -e '.[dev]' 'anki>=25.9'
	@touch $@

audit-anki: $(VENV)-anki/.made   ## decks to the real Anki and back (AGPL, so in an environment of its own)
	@$(VENV)-anki/bin/python -m pytest -s tests/anki

bench-anki: $(VENV)-anki/.made   ## answering, searching, statistics and a copy beside the real Anki, 1 000 000 reviews each
	@$(VENV)-anki/bin/python -m benchmarks beside_anki

vectors:         ## record tests/vectors anew from PyTorch (TORCH=python of an environment that has torch)
	@$(or $(TORCH),$(BIN)/python) -W ignore -m tests.vectors.make

wheel: $(VENV)/.dev    ## build the wheel and the source archive into dist/
	@rm -rf dist
	@$(BIN)/python -m build > $(VENV)/build.log 2>&1 || { cat $(VENV)/build.log >&2; exit 1; }
	@ls dist/*

readme: $(VENV)/.run   ## write the README's key table and the table of the packs anew
	@$(BIN)/python -m docs.readme
	@$(BIN)/python -m docs.content

docs: $(VENV)/.dev     ## write the generated pages anew and build the authors' documentation into build/site/
	@$(BIN)/python -m docs.pages
	@$(BIN)/python -m mkdocs build --strict --quiet

screenshot: $(VENV)/.run   ## draw docs/screenshot.svg anew
	@$(BIN)/python -m docs.screenshot

clean:           ## remove the environment and what was built
	@rm -rf $(VENV) $(VENV)-anki dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
