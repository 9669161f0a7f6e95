# `make run` sets up and reads the shipped reports; `make test` sets up and passes the tests. Only python3 (3.11+), make
# and pip are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What is installed for `make test` and `make check`. `dev,browser`: the tests of the page of review, too.
EXTRAS ?= dev

.PHONY: run test check style types data bench reports clean

run: $(VENV)/.ready
	@mkdir -p out
	@# Some of the shipped reports cannot be settled by any reader (blanks were lost): status 3 is the right answer here.
	$(BIN)/crossfoot extract eval/reports --reader offline --store cache/crossfoot.db --out out/results.jsonl || test $$? -eq 3
	$(BIN)/crossfoot export --from out/results.jsonl out/results.xlsx
	$(BIN)/crossfoot show --from out/results.jsonl 40_
	@echo "What needs review is decided on a page: $(BIN)/crossfoot review"

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal

check: style types data

style: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

data: $(VENV)/.dev
	$(BIN)/python eval/make_reports.py --check
	$(BIN)/python eval/make_test_split.py --check
	$(BIN)/crossfoot gold check eval/gold
	$(BIN)/crossfoot evaluate eval --store cache/check.db --quiet --baseline eval/baselines/offline.json.gz --fail-under verified.wrong=0

bench: $(VENV)/.dev
	$(BIN)/python eval/bench/accuracy.py
	$(BIN)/python eval/bench/speed.py

reports: $(VENV)/.dev
	$(BIN)/python eval/make_reports.py

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "crossfoot needs Python 3.11 or later; call make PYTHON=python3.12, say")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[review]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$(EXTRAS)]'
	@touch $@ $(VENV)/.ready

clean:
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
