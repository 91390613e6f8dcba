# Rapport. `make` shows what can be made; the comments behind the targets are the help.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Databases of tests go to memory where there is enough of it: a commit waits for the disk otherwise.
SHM := $(shell test $$(df -Pk /dev/shm 2>/dev/null | awk 'NR==2{print $$4}' || echo 0) -gt 4000000 2>/dev/null && echo /dev/shm)
# Each command is a process of its own; without bytecode kept it compiles every module anew.
export PYTHONDONTWRITEBYTECODE :=
TESTS ?= tests
# Tests with a Slack wait about as long as they work: three keep two cores busy.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help install run test tested night bench evaluate replay lint types contracts docs pictures train-nlp flow browser

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | expand -t 14

install: .venv/installed ## .venv with everything pinned

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rapport needs Python 3.11 or newer"; exit 2; }
	@test -x $(BIN)/python || { echo "Making .venv …"; $(PYTHON) -m venv .venv; }
	@$(BIN)/python -c 'import uv' 2>/dev/null || { echo "Installing the installer …"; $(BIN)/pip install -q --disable-pip-version-check uv==0.13.8; }
	@echo "Installing what Rapport is built on …"
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

run: install ## migrate, load demo data on first run, start the app and print the page's address
	@$(BIN)/rapport migrate && $(BIN)/rapport demo --if-empty && exec $(BIN)/rapport serve

test: install browser ## lint, types, layer contracts and every test
	@$(MAKE) --no-print-directory lint types contracts
	@$(MAKE) --no-print-directory tested TESTS="$(TESTS) --ignore=tests/bench -n $(WORKERS) --dist worksteal"
	@$(MAKE) --no-print-directory tested TESTS="tests/bench -n 2 --dist worksteal"

# Tests with real processes and clocks can miss their moment beside others on a busy machine: what
# fails is told in full and tried once more, alone; what fails alone has failed.
tested:
	@export TMPDIR=$${TMPDIR:-$(SHM)}; $(BIN)/pytest $(TESTS) || { \
	  echo "Once more, one after the other, what failed:"; \
	  $(BIN)/pytest --last-failed --last-failed-no-failures none $(filter-out -n 2 $(WORKERS) --dist worksteal,$(TESTS)); }

night: install browser ## the long versions of the reliability figures
	@TMPDIR=$${TMPDIR:-$(SHM)} RAPPORT_NIGHT=1 $(BIN)/pytest -m "night or not night" $(TESTS)
	@$(BIN)/python -m bench

bench: install browser ## every figure with its bar, as a table and as bench/results/*.json
	@$(BIN)/python -m bench $(FIGURES)

evaluate: install ## the tables of figures of nlp and ml on ../shared/data
	@$(BIN)/python -m nlp.evaluate
	@$(BIN)/python -m ml.evaluate

replay: install ## real deals and messages through the sandbox, if ../shared/data is there
	@$(BIN)/python -m bench.replay

lint: install ## ruff, bandit, detect-secrets, deptry
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/bandit -q -ll -c pyproject.toml -r bot crm nlp ml sandbox
	@$(BIN)/detect-secrets-hook --no-verify $$(git ls-files '*.py' '*.md' '*.toml' '*.yaml' .env.example | grep -vE '^(tests|bench)/')
	@$(BIN)/deptry . > .deptry.log 2>&1 || { cat .deptry.log; exit 1; }; rm -f .deptry.log

types: install ## mypy, strict
	@$(BIN)/mypy --no-error-summary

contracts: install ## which layer may import which
	@$(BIN)/lint-imports --no-cache > .contracts.log 2>&1 || { cat .contracts.log; exit 1; }; rm -f .contracts.log

docs: install ## docs/reference, slack-manifest.yaml, .env.example from the declarations
	@$(BIN)/python -m bot.reference

pictures: install browser ## the guide's pictures of the page, taken anew
	@RAPPORT_PICTURES=1 $(BIN)/pytest tests/browser

train-nlp: install ## the mood model from the texts that may be shipped
	@$(BIN)/python -m nlp.train

flow: export SAY := $(SAY)
flow: install ## the files that a command visits, in order: make flow SAY="/deal add Acme 12k"
	@$(BIN)/python -m bot.flow "$$SAY"

browser: ## Debian's chromium and fonts for the browser tests, where they are missing
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
	  command -v apt-get >/dev/null && test "$$(id -u)" = 0 && { echo "Installing chromium …"; apt-get -qq update >/dev/null && apt-get -qq install -y --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji >/dev/null 2>&1; } \
	  || echo "chromium is missing: browser tests will skip"; }
