# `make` sets everything up and writes the exports; `make test` runs what is quick; `make test-all` runs every test, as CI does.
PYTHON ?= python3
BIN := .venv/bin
# What needs another program, several seconds, or the machine to itself is left to `make test-all`.
QUICK := not (attack or browser or node or package or reasoner or sail or shacl or slow or spark or stores or timed)
PYTEST := $(BIN)/python -m pytest
PARALLEL := --numprocesses auto --dist worksteal
# Tests start thousands of processes: without bytecode each of them compiles everything that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: all lint test quick test-all test-versions validate docs site dist shacl benchmarks check format layout clean

all: .venv/installed
	$(BIN)/kg check
	$(BIN)/kg build

lint: .venv/installed-for-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint quick

quick:
	$(PYTEST) -q $(PARALLEL) -m "$(QUICK)" $(TESTS)

# The lowest versions of libraries that pyproject.toml allows, and the newest on the other Pythons that are installed.
test-versions: .venv/installed
	.ci/versions

# What other people's validators say of the package, the citation and the description of the tables.
validate:
	.ci/validate

# A cluster of Spark is started once, not for each of the parallel workers; limits on time hold for a test that has the machine to itself.
test-all: lint
	$(PYTEST) $(PARALLEL) -m "not (spark or timed)"
	$(PYTEST) -m spark
	$(PYTEST) -m timed

# What documents and docstrings show is what is printed now.
docs: .venv/installed-for-docs
	$(BIN)/python docs/generate.py
	$(BIN)/python tests/documents.py

# These pages, the API and the exports as a site, in site/: it needs no server.
site: .venv/installed-for-site docs/query/node_modules/.installed
	$(BIN)/python docs/build_site.py

# The exports against the SHACL shapes, with three validators.
shacl: .venv/installed-for-test
	$(PYTEST) -q -m shacl

benchmarks: .venv/installed-for-benchmarks
	$(BIN)/python -m benchmarks

check: .venv/installed
	$(BIN)/kg check

format: .venv/installed-for-test
	$(BIN)/kg format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

layout: .venv/installed-for-test
	$(BIN)/kg layout

# The packages, in dist/: the same bytes wherever and whenever they are built with the same version of hatchling.
dist: .venv/installed-for-test
	$(BIN)/python -m build --no-isolation

docs/query/node_modules/.installed: docs/query/package.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js with it (apt-get install nodejs npm)" >&2; exit 1; }
	npm install --silent --no-audit --no-fund --no-package-lock --prefix docs/query
	touch $@

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

# A group of dependencies, which needs pip 25.1.
.venv/installed-for-%: .venv/installed
	$(BIN)/python -m pip install --quiet 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --group $*
	touch $@

clean:
	rm -rf .venv .venv-3.* site
