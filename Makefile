# What a developer does daily. `make` lists it.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup test lint types format bench serve schema lock ci

help: ## List these tasks.
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

setup: ## Make .venv, with the locked versions of everything that development needs.
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --require-hashes -r requirements.lock
	$(BIN)/pip install --no-deps -e .

test: ## Run the tests. make test ARGS='-k web' runs some of them.
	$(BIN)/pytest $(ARGS)

lint: ## Look for faults of style; `make format` mends what can be mended by itself.
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: ## Check the types.
	$(BIN)/mypy

format: ## Lay out the code.
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: ## Measure beside others, on a database of made-up films. Linux, two cores, five minutes.
	test -f bench.db || $(BIN)/python -m bench data bench.db
	$(BIN)/python -m bench run bench.db

serve: ## Serve the default database in development mode.
	$(BIN)/gql serve --dev

schema: ## Write schema.graphql after a change of gql/schema.
	$(BIN)/gql schema --output schema.graphql

lock: ## Write requirements.lock after a change of pyproject.toml's dependencies. Needs uv.
	@echo '# What a developer installs, exactly: pyproject.toml with its extra "dev". Made by: make lock' > requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet >> requirements.lock

ci: ## Everything that must pass, in a clean clone of the last commit.
	bash .ci/run
