# Everything a newcomer needs: `make demo` and `make test`. Each target sets up what it needs by itself.
#
#   PYTHON=/path/to/python3.12 make test     choose the Python
#   ARYZ_VENV=/somewhere/else make test      choose where the environment is built (default .venv)

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := $(or $(ARYZ_VENV),.venv)
BIN := $(VENV)/bin
# Made when the environment is complete, so that an interrupted set-up starts again.
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

.PHONY: demo up test check format bench docs messages lock clean help setup foreign

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## the published cases told to a real Temporal server, and the board they make
	@$(BIN)/aryz demo --once
	@echo
	@echo "Next: 'make up' keeps a server running; then '$(BIN)/aryz --help' in a second terminal."

up: $(READY) ## the server on this machine, until Ctrl-C; what it knows survives
	@$(BIN)/aryz up

# Two at a time, a file by one process: each has a Temporal server of its own.
test: $(READY) ## all tests
	@command -v chromium >/dev/null || [ -n "$$ARYZ_TEST_CHROMIUM" ] || \
		echo "== no browser here: the browser tests will be skipped, and say so (Debian: apt install chromium)"
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(READY) ## format, lint, strict types, direction of imports, generated pages
	@echo "== format"      && $(BIN)/ruff format --check
	@echo "== lint"        && $(BIN)/ruff check
	@echo "== types"       && $(BIN)/mypy
	@echo "== imports"     && $(BIN)/lint-imports --no-cache
	@if [ -f tests/docs/generate.py ]; then \
		echo "== generated pages"; $(BIN)/python -m tests.docs.generate --check; \
	fi
	@if [ -f tests/languages/extract.py ]; then \
		echo "== catalogues"; $(BIN)/python -m tests.languages.extract --check; \
	fi

format: $(READY) ## put the code in the form that check wants
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format

bench: $(READY) ## measure, and write docs/performance.md
	@$(BIN)/python -m benchmarks

docs: $(READY) ## write the pages that are generated from code and data
	@$(BIN)/python -m tests.docs.generate

messages: $(READY) ## bring the catalogues of the languages up to the code and the law
	@$(BIN)/python -m tests.languages.extract

# pm4py is AGPL: it gets an environment of its own, reads files that the project wrote, and is never imported by it.
FOREIGN := $(VENV)-foreign
$(FOREIGN)/.ready: tests/foreign/requirements.lock $(READY)
	@echo "== environment of the foreign reader: $(FOREIGN), about 160 MB"
	@$(BIN)/python -m venv --clear "$(FOREIGN)"
	@$(FOREIGN)/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes \
		--only-binary :all: -r tests/foreign/requirements.lock
	@touch $@

foreign: $(FOREIGN)/.ready ## the event logs read and replayed by pm4py, in an environment of its own
	@ARYZ_TEST_FOREIGN=$(abspath $(FOREIGN))/bin/python $(BIN)/python -m pytest tests/foreign

lock: $(READY) ## remake both lock files from pyproject.toml (LOCK_ARGS=--upgrade takes newer versions)
	@$(LOCK) $(LOCK_ARGS) --output-file requirements.lock
	@$(LOCK) $(LOCK_ARGS) --all-extras --output-file requirements-dev.lock
	@echo 'pm4py>=2.7.23,<3' | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet $(LOCK_ARGS) \
		--output-file tests/foreign/requirements.lock
	@if grep -n -i -E '://|index|find-links' requirements.lock requirements-dev.lock tests/foreign/requirements.lock; then \
		echo "A lock file names a place (above): packages are pinned by version and hash only." >&2; exit 1; \
	fi
	@git --no-pager diff --stat -- requirements.lock requirements-dev.lock

clean: ## remove what make and the tools have made
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

setup: $(READY) ## only the environment
	@true

# Kept when it still runs with the Python that is asked for; a folder that is no environment is never touched.
$(READY): pyproject.toml requirements-dev.lock deploy/find-python
	@python=$$(deploy/find-python "$(PYTHON)"); version=$$("$$python" --version); \
	echo "== environment: $(VENV), $$version, $$(grep -c == requirements-dev.lock) locked packages"; \
	if [ -e "$(VENV)" ] && [ ! -e "$(VENV)/pyvenv.cfg" ] && [ -n "$$(ls -A "$(VENV)")" ]; then \
		echo "$(VENV) holds something that is no Python environment: empty it, or name another place with ARYZ_VENV" >&2; \
		exit 1; \
	fi; \
	[ "$$("$(BIN)/python" --version 2>/dev/null)" = "$$version" ] || "$$python" -m venv --clear "$(VENV)"
	@echo "== packages: about 150 MB to download, half of it Temporal's own servers; every file is checked against its hash"
	@PYTHONUNBUFFERED=1 $(PIP) install --progress-bar off --require-hashes --only-binary :all: -r requirements-dev.lock \
		| awk '/^ *Downloading .* MB\)/ {sub(/.*\//, ""); sub(/^ *Downloading /, ""); print "   " $$0; fflush()} \
			/^Installing/ {print "   installing"; fflush()}'
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@
	@echo "== ready"
