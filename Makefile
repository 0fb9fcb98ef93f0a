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
# The dashboard and the playground are for where Node is; without it the API runs all the same.
NODE := $(shell command -v npm >/dev/null && node -p 'const [major, minor] = process.versions.node.split("."); \
	major > 20 || (major == 20 && minor >= 19) ? "yes" : ""' 2>/dev/null)
INSTALLED := web/node_modules/.installed web/playground/node_modules/.installed
DASHBOARD := web/dist/index.html
DASHBOARD_SOURCES := $(shell find web/src web/public web/build -type f ! -name '*.test.ts*') \
	$(wildcard web/*.ts web/*.cjs web/*.html) web/package.json

# Everything is compiled once and kept in __pycache__, whatever is set where make runs: compiling takes seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup no-node up test soak check bench format

help: ## Say what there is to make
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
		|| sed -nE 's/^([a-z-]+):.*## (.*)/  make \1   \2/p' $(MAKEFILE_LIST)

setup: $(READY) $(if $(NODE),$(INSTALLED) $(DASHBOARD),no-node) ## Install everything that the lock files say, and build the dashboard

$(READY): pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) sync --locked --quiet
	@touch $@

$(INSTALLED): %/node_modules/.installed: %/package-lock.json
	@echo 'Installing what $* needs ...'
	@npm --prefix $* ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(DASHBOARD): web/node_modules/.installed $(DASHBOARD_SOURCES)
	@npm --prefix web run build --silent -- --logLevel=warn
	@touch $@

no-node:
	@echo 'No npm with Node 20.19 or later here: there is no dashboard, and the playground comes from a public network.'

up: setup ## Run SIEMS with demo data, and print its address and log-ins
	@exec $(BIN)/siems up --demo

# Three workers, however many cores: some tests wait.
test: setup ## Run every test (SIEMS_REQUIRE_ALL=1: what cannot run here fails instead of being skipped)
	$(BIN)/pytest -n 3 --dist worksteal

check: setup ## Lint, format, types, imports, the committed GraphQL schema and what it breaks, migrations, the dashboard
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/siems export-schema | diff -u schema/schema.graphql - \
		|| { echo 'schema/schema.graphql is stale: run make format'; exit 1; }
	$(BIN)/python -m schema.breaking
	$(BIN)/pytest -q -k 'drift or models_say' tests/repositories/test_migrations.py
	$(if $(NODE),npm --prefix web run check --silent,@echo 'The dashboard is not checked: no npm here.')

soak: setup ## Run the tests that pull plugs at their full length: many workers, subscribers and kills (some minutes)
	SIEMS_SOAK=1 $(BIN)/pytest tests/faults/test_escalation_workers.py tests/faults/test_subscribers.py

BENCHES := bench-limits bench-escalation bench-delivery bench-storm bench-live bench-workload bench-search bench-analytics \
	bench-board
.PHONY: $(BENCHES)

bench: $(BENCHES) ## Measure everything (benchmarks/README.md has figures)

$(BENCHES): bench-%: setup ## Measure one thing
	$(BIN)/python benchmarks/bench_$*.py

format: setup ## Format the code, repair what ruff can, write schema/schema.graphql anew
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/siems export-schema --output schema/schema.graphql
	$(if $(NODE),npm --prefix web run format --silent)
