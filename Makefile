# `make help` lists the targets. Only Python 3.11 or newer and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-bench
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
BROWSER := $(VENV)/.browser
DEMO ?= demo

.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(RUNTIME) ## set up, run the main job on the built-in ITU facts, show where the results are
	$(BIN)/commonground demo --output $(DEMO)

test: $(DEV) ## set up and run the tests
	$(BIN)/python -m pytest -n auto

test-postgres: $(DEV) ## run the tests on a PostgreSQL server of their own (TESTS=PATHS: some of them)
	$(BIN)/python scripts/with_postgres.py --install $(BIN)/python -m pytest -n auto $(TESTS)

test-browser: $(BROWSER) ## run the tests of pages in a real Chromium (TESTS=PATHS: some of them)
	$(BIN)/python scripts/with_chromium.py --install $(BIN)/python -m pytest -n 0 $(or $(TESTS),tests/browser)

screenshots: $(BROWSER) ## make the pictures of pages in docs/screenshots
	$(BIN)/python scripts/with_chromium.py --install $(BIN)/python scripts/screenshots.py

check: lint ## format, lint, import rules, strict types, freshness of the docs, tests
	$(BIN)/python -m pytest -n auto

lint: $(DEV) ## all of check but the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python scripts/refresh_docs.py --check

format: $(DEV) ## put code in the project's format, mend what lint can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(DEV) ## gather the texts of pages into the catalogues of translations, and compile these
	$(BIN)/python scripts/messages.py update

docs: $(DEV) ## renew the generated parts of the docs
	$(BIN)/python scripts/refresh_docs.py

bench: $(RUNTIME) $(PEERS)/.peers ## measure matching beside its peers (DATA=FOLDER: on your own sets), renew docs/benchmarks.md
	$(BIN)/python -m scripts.bench_peers --peers $(PEERS)/bin/python --json benchmarks.json $(if $(DATA),--data "$(DATA)")

bench-register: $(DEV) ## measure page-sized queries of a large register, on SQLite and PostgreSQL
	$(BIN)/python scripts/with_postgres.py --install $(BIN)/python -m scripts.bench_register

bench-intake: $(RUNTIME) ## measure reading and adding on records made on the spot
	$(BIN)/python scripts/bench_intake.py --form jsonl
	$(BIN)/python scripts/bench_intake.py --form yaml

lock: $(DEV) ## renew the locked versions from pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --no-header --no-strip-extras --python-version 3.11 pyproject.toml --group build -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --no-header --no-strip-extras --python-version 3.11 pyproject.toml --group build --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --no-header --no-strip-extras --python-version 3.11 -c requirements/dev.txt --group browser -o requirements/browser.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --no-header --no-strip-extras --python-version 3.11 requirements/peers.in -o requirements/peers.txt

clean: ## remove the environment and what the demo wrote
	rm -rf $(VENV) $(PEERS) $(DEMO) benchmarks.json .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv part is missing; on Debian and Ubuntu: apt install python3-venv"; rm -rf $(VENV); exit 1; }

$(RUNTIME): requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(BROWSER): requirements/browser.txt $(DEV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/browser.txt
	@touch $@

$(PEERS)/.peers: requirements/peers.txt | $(BIN)/python
	@$(BIN)/python -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements/peers.txt
	@touch $@

.PHONY: help demo test test-postgres test-browser screenshots check lint format messages docs bench bench-register bench-intake lock clean
