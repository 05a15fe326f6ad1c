# Orderway: two commands, `make run` and `make test`. Both make .venv by themselves from a hash-pinned lock;
# they need Python 3.11 or newer (another one: make PYTHON=/path/to/python3 run), make, and a package index.

.PHONY: help run test check format mutants bench lock venv venv-dev
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-9s %s\n' "$$name" "$$text"; done

run: venv ## practice data worked through, then the console on 127.0.0.1:8000 (Ctrl-C stops everything)
	@exec $(BIN)/orderway $(if $(wildcard orderway/project/commands/demo.py),demo,serve) $(ARGS)

test: venv-dev ## every test (under 10 minutes); browser tests need chromium
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: venv-dev ## format, lint, types, import contracts, unit and shape tests (under a minute)
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "run: make format" >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -q -n 2 tests/unit tests/shape $(ARGS)

format: venv-dev ## format the code and mend what the linter can
	@$(BIN)/ruff check --quiet --fix-only . ; $(BIN)/ruff format --quiet .

mutants: venv-dev ## plant the seeded bugs one by one; each must be found by the tests
	@$(BIN)/python -m tests.mutants $(ARGS)

bench: venv ## the measures, as ratios to their floors
	@for what in flow hot-sku ack lists; do echo "== $$what"; $(BIN)/orderway bench $$what $(ARGS) || exit 1; done

lock: venv-dev ## resolve the dependencies anew (make lock ARGS=--upgrade) and pin them by hash
	@$(UV_COMPILE) $(ARGS) pyproject.toml --group build --output-file requirements.lock
	@$(UV_COMPILE) $(ARGS) pyproject.toml --group build --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock
	@if grep -nE '://|^-|file:' requirements.lock requirements-dev.lock; then \
		echo "a lock carries an address or a path" >&2; exit 1; fi

venv:
	@sh .ci/venv run

venv-dev:
	@sh .ci/venv dev
