# Everything here does its own set-up: a machine needs Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
LOCKED := scripts/pip install --quiet --require-hashes --no-deps --requirement

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help venv dev demo test test-slow check bench bench-skill lock clean

help:
	@echo "make demo       the packaged race in your browser, at sixty times the pace of the clock"
	@echo "make venv       set up; leaves .venv/bin/lanterne"
	@echo "make test       all tests but the slow ones, with coverage"
	@echo "make test-slow  the tests that take minutes"
	@echo "make check      format, lint and types, of Python and of the pages"
	@echo "make bench      the benchmarks' tables"
	@echo "make bench-skill  skill on races left out, into docs/skill.md (RESULTS=folder; half an hour)"
	@echo "make lock       pin the dependencies in requirements/ (make lock UPGRADE=--upgrade: the newest)"
	@echo "make clean      remove all that the above have made"

venv: $(VENV)/lanterne.stamp
	@scripts/pages

dev: venv $(VENV)/dev.stamp

demo: venv
	@$(VENV)/bin/lanterne demo

test: dev
	@scripts/browser
	@scripts/test --cov --cov-report=term

test-slow: dev
	@scripts/browser
	@scripts/test -m slow

check: dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) hatch_build.py npm run check
	$(RUN) hatch_build.py npm test

bench: dev
	@for bench in benchmarks/bench_*.py; do $(RUN) $$bench || exit 1; done

RESULTS ?= ../shared/data/results

bench-skill: dev
	$(RUN) benchmarks/skill.py $(RESULTS)

lock:
	scripts/lock $(UPGRADE)

clean:
	rm -rf $(VENV) client/node_modules client/dist src/lanterne/web/pages build dist .coverage
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@PYTHON=$(PYTHON) scripts/venv

$(VENV)/packages.stamp: requirements/venv.txt | $(VENV)/bin/python
	@echo "lanterne: installing what it needs into $(VENV)"
	@$(LOCKED) requirements/venv.txt
	@touch $@

$(VENV)/lanterne.stamp: pyproject.toml hatch_build.py $(VENV)/packages.stamp
	@scripts/pages
	@scripts/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/packages.stamp
	@echo "lanterne: installing what its tests need into $(VENV)"
	@$(LOCKED) requirements/dev.txt
	@touch $@
