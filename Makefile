# `make` sets everything up and writes the exports; `make test` checks in a minute; `make test-all` runs every test, as CI does.
PYTHON ?= python3
BIN := .venv/bin
# What needs another program, minutes, or the machine to itself is left to `make test-all`.
QUICK := not (browser or node or package or reasoner or shacl or slow or stores or timed)
PYTEST := $(BIN)/python -m pytest
PARALLEL := --numprocesses auto --dist worksteal

.PHONY: all lint test test-all shacl check format layout clean

all: .venv/installed
	$(BIN)/kg check
	$(BIN)/kg build

lint: .venv/installed-for-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test: lint
	$(PYTEST) -q $(PARALLEL) -m "$(QUICK)"

# Limits on time hold for a test that has the machine to itself.
test-all: lint
	$(PYTEST) $(PARALLEL) -m "not timed"
	$(PYTEST) -m timed

# The exports against the SHACL shapes, with three validators.
shacl: .venv/installed-for-tests
	$(PYTEST) -q -m shacl

check: .venv/installed
	$(BIN)/kg check

format: .venv/installed-for-tests
	$(BIN)/kg format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

layout: .venv/installed-for-tests
	$(BIN)/kg layout

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

# Dependency groups need pip 25.1.
.venv/installed-for-tests: .venv/installed pyproject.toml
	$(BIN)/python -m pip install --quiet 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --group test
	touch $@

clean:
	rm -rf .venv
