# Everything a newcomer needs: make run. Settings come from the environment; README.md lists them.

# The first Python that is new enough; override with make PYTHON=/path/to/python run
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: demo-timeline help setup setup-dev run test test-all storms lint format messages bench load intake-report image lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv with what the site needs
	@test -n "$(PYTHON)" || { echo "ultimata: Python 3.11 or newer is needed and none was found on the PATH" >&2; exit 1; }
	@$(PYTHON) tools/environment.py requirements.txt

setup-dev: ## make .venv with what tests and checks need as well
	@test -n "$(PYTHON)" || { echo "ultimata: Python 3.11 or newer is needed and none was found on the PATH" >&2; exit 1; }
	@$(PYTHON) tools/environment.py requirements-dev.txt

run: setup ## start the whole site; Ctrl-C stops it
	@exec $(PY) manage.py up

test: setup-dev ## run all tests on PostgreSQL, some on SQLite too, with a real browser where there is one
	@$(PY) -m tools.run_tests $(ARGS)

test-all: setup-dev ## run all tests on both databases, with more examples of each property
	@$(PY) -m tools.run_tests --all $(ARGS)

lint: setup-dev ## check style, types, layers and templates
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@.venv/bin/djlint templates --lint --quiet
	@.venv/bin/djlint templates --check --quiet

format: setup-dev ## format code and templates
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format .
	@.venv/bin/djlint templates --reformat --quiet || true

demo-timeline: setup ## play the fifty days of 2025 by clock and print the mails of one subscriber
	@$(PY) -m tools.timeline

storms: setup-dev ## break things again and again: 60 storms, or FAULT_STORMS of them
	@FAULT_STORMS=$${FAULT_STORMS:-60} $(PY) -m tools.run_tests --all tests/faults --dist load $(ARGS)

messages: setup-dev ## collect and compile what pages and mails say, for translators
	@$(PY) -m tools.messages

bench: setup-dev ## measure the pages and the tick
	@$(PY) -m tests.bench

load: setup-dev ## put a million subscriptions under load and write docs/scale.md
	@$(PY) -m tests.load $(ARGS)

intake-report: setup-dev ## say how well the labelled texts of tests/intake_texts are read
	@$(PY) -m tests.intake_report $(ARGS)

image: setup-dev ## build the container image, with or without a daemon; dist/ has it
	@$(PY) -m tools.image $(ARGS)

lock: setup-dev ## pin what requirements.in and requirements-dev.in ask for
	@for each in requirements requirements-dev; do \
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $$each.in -o $$each.txt || exit 1; done

clean: ## remove .venv and tool caches; keeps var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
