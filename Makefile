# Everything a newcomer needs. PORT and PAGCRM_HOME may be set: make demo PORT=8010
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
TESTS ?=
WORKERS ?= 2
export PORT

.DEFAULT_GOAL := help
.PHONY: help demo test bench faults isolation lint format browser clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/run.stamp ## Run the product with demo data on http://127.0.0.1:8000
	@exec $(BIN)/python -m pagcrm.demo

test: $(VENV)/dev.stamp browser ## Run all tests (TESTS=tests/policy for some, WORKERS=0 for one process)
	@env -u DATABASE_URL -u REDIS_URL -u PAGCRM_ENV -u PYTHONDONTWRITEBYTECODE \
	  $(BIN)/python -m pytest -n $(WORKERS) $(TESTS)

bench: $(VENV)/dev.stamp ## Measure speed on 10,000 and 100,000 groups beside a floor (SIZES=S)
	@$(BIN)/python -m tests.bench $(if $(SIZES),--sizes $(SIZES))

faults: $(VENV)/dev.stamp ## Kill workers and servers while 1,000 mails go out, count what arrives
	@$(BIN)/python -m tests.faults --json faults.json

isolation: $(VENV)/dev.stamp ## Try to see another sponsor's rows in every way we know (isolation.json)
	@env -u DATABASE_URL -u REDIS_URL -u PAGCRM_ENV $(BIN)/python -m tests.isolation

lint: $(VENV)/dev.stamp ## Check style, types, templates, imports, migrations and settings
	@BIN=$(BIN) bash .ci/lint

format: $(VENV)/dev.stamp ## Lay out the code as lint wants it
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

browser: $(VENV)/dev.stamp ## Find a Chromium for the tests, or install one
	@BIN=$(BIN) bash .ci/browser

clean: ## Remove the virtual environment, all local data and caches
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m pagcrm.clean; fi
	rm -rf $(VENV) staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] else 1)' \
	  || { echo "Python 3.11 or newer is needed: make demo PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "venv is missing. Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the product needs ..."
	@$(BIN)/pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need ..."
	@$(BIN)/pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@
