PYTHON ?= python3
VENV := .venv
# SLIM=1 leaves out search by meaning and its 28 packages
RUNTIME := $(if $(SLIM),requirements-slim.txt,requirements.txt)
BIN := $(VENV)/bin
# A lock is installed as it is: nothing is resolved, so no later release can change it.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r
LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes \
	--no-strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# gunicorn stumbles over a WEB_CONCURRENCY that is set to nothing
ifeq ($(strip $(WEB_CONCURRENCY)),)
unexport WEB_CONCURRENCY
endif

.PHONY: run test test-faults test-opensearch soak bench screenshots check format lock clean

run: $(VENV)/.runtime ## Serve the glossary at http://127.0.0.1:8000
	@$(BIN)/python -m service
	$(BIN)/gunicorn wsgi:app

test: $(VENV)/.development $(VENV)/.browser ## Run the whole test suite
	$(BIN)/pytest --cov --numprocesses auto --dist worksteal

screenshots: $(VENV)/.development $(VENV)/.browser ## Renew docs/screenshots
	GLOSSARY_TEST_SCREENSHOTS=docs/screenshots $(BIN)/pytest -q tests/browser/test_screenshots.py

test-faults: $(VENV)/.development ## Attacks, overload and accidents, one after another
	$(BIN)/pytest tests/resilience -m faults

test-opensearch: $(VENV)/.development ## The same on a cluster of three nodes (needs Maven and a JDK 17)
	$(BIN)/python -m tests.opensearch.nodes sh -ec '\
		$(BIN)/pytest -q tests/contract -k opensearch --numprocesses 3; \
		$(BIN)/pytest tests/opensearch'

MINUTES := 20
soak: $(VENV)/.development ## Ask for $(MINUTES) minutes; does anything grow or fail?
	$(BIN)/python -m benchmarks.soak --minutes $(MINUTES) \
		--chart soak.svg $(if $(GLOSSARY),--glossary $(GLOSSARY))

bench: $(VENV)/.development ## Measure against other engines; GLOSSARIES="a.jsonl b.jsonl"
	$(BIN)/python -m benchmarks $(GLOSSARIES)

check: $(VENV)/.development ## Format, lint and types, as CI checks them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.development ## Put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.development ## Renew the locked requirements from pyproject.toml
	$(LOCK) --upgrade --extra limits --extra opensearch --extra meaning \
		--output-file requirements.txt pyproject.toml
	$(LOCK) --upgrade --extra limits --extra opensearch --constraint requirements.txt \
		--output-file requirements-slim.txt pyproject.toml
	$(LOCK) --upgrade --extra limits --extra opensearch --extra meaning --extra dev \
		--constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml

clean: ## Remove what the other targets made
	rm -rf $(VENV) .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.runtime: $(RUNTIME)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Heardword needs Python 3.11 or later; name one: make PYTHON=python3.12 run")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) $(RUNTIME)
	$(BIN)/pip --disable-pip-version-check check
	touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.txt
	$(INSTALL) requirements-dev.txt
	$(BIN)/pip --disable-pip-version-check check
	touch $@

# tried once: without a browser the tests that need one are skipped, and say so
$(VENV)/.browser: $(VENV)/.development
	@$(BIN)/python -m tests.browser.chromium || \
		PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT=5000 \
		$(BIN)/playwright install chromium >/dev/null 2>&1 || true
	@touch $@
