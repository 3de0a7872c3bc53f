# `make` sets everything up and writes the exports; `make test` runs every test.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: all test shacl check format layout clean

all: .venv/installed
	$(BIN)/kg check
	$(BIN)/kg build

test: .venv/installed-for-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest

# The exports against the SHACL shapes, with three validators.
shacl: .venv/installed-for-tests
	$(BIN)/python -m pytest -q -m shacl

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

.venv/installed-for-tests: .venv/installed pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

clean:
	rm -rf .venv
