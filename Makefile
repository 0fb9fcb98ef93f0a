# `make help` says what there is. Needs only python3 (3.11 or later); everything else comes into .venv.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
# A uv of this machine if there is one; else pip puts one into .venv, and uv.lock keeps it there.
UV := $(or $(shell command -v uv 2>/dev/null),$(BIN)/uv)
READY := .venv/.ready

# Everything is compiled once and kept in __pycache__, whatever is set where make runs: compiling takes seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup up test soak check bench format

help: ## Say what there is to make
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
		|| sed -nE 's/^([a-z-]+):.*## (.*)/  make \1   \2/p' $(MAKEFILE_LIST)

setup: $(READY) ## Install everything into .venv, exactly as uv.lock says

$(READY): pyproject.toml uv.lock web/package-lock.json
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) sync --locked --quiet
	@if command -v npm >/dev/null; then npm --prefix web ci --ignore-scripts --no-audit --no-fund --loglevel=error; \
		else echo 'No npm here: the playground page loads GraphiQL from a public content network.'; fi
	@touch $@

up: setup ## Run SIEMS with demo data, and print its address and log-ins
	@exec $(BIN)/siems up --demo

test: setup ## Run every test (SIEMS_REQUIRE_ALL=1: what cannot run here fails instead of being skipped)
	$(BIN)/pytest -n 2

check: setup ## Lint, format, types, imports, the committed GraphQL schema and what it breaks, migrations against models
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/siems export-schema | diff -u schema/schema.graphql - \
		|| { echo 'schema/schema.graphql is stale: run make format'; exit 1; }
	$(BIN)/python -m schema.breaking
	$(BIN)/pytest -q -k 'drift or models_say' tests/repositories/test_migrations.py

soak: setup ## Run the tests that pull plugs at their full length: many workers, subscribers and kills (some minutes)
	SIEMS_SOAK=1 $(BIN)/pytest tests/faults/test_escalation_workers.py tests/faults/test_subscribers.py

BENCHES := bench-limits bench-escalation bench-live bench-workload bench-search bench-analytics
.PHONY: $(BENCHES)

bench: $(BENCHES) ## Measure everything (benchmarks/README.md has figures)

$(BENCHES): bench-%: setup ## Measure one thing
	$(BIN)/python benchmarks/bench_$*.py

format: setup ## Format the code, repair what ruff can, write schema/schema.graphql anew
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/siems export-schema --output schema/schema.graphql
