# `make demo` and `make test` need nothing but Python 3.11; every target may be run again at any time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FILE ?= samples/tour.mp4
PORT ?= 8000
DATA_DIR ?= var
MODEL ?= base

.DEFAULT_GOAL := help
# Containers often set it. Each process of the tests would then compile Clueso and its tests again.
unexport PYTHONDONTWRITEBYTECODE

# `make demo` and `make dev` fetch Whisper once, unless the environment names a recogniser or a model.
WHISPER := $(if $(TRANSCRIBER)$(WHISPER_MODEL),,whisper)
FRONTEND := $(shell find frontend -name node_modules -prune -o -name dist -prune -o -type f -print)

.PHONY: help install frontend demo dev whisper test test-unit eval lint lint-mypy lint-rest format types model lock audit sbom fuzz clean hear names voices chaos soak bench bench-ui pictures rooms docs

help: ## What can be made here
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed ## Everything that Python needs, into .venv

$(VENV)/.installed: requirements.txt requirements-screens.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Clueso needs Python 3.11 or newer."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Install Python's venv first (Debian: apt-get install python3-venv)."; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

frontend: frontend/dist/index.html ## The built frontend, where Node.js is here

frontend/dist/index.html: $(FRONTEND)
	@if command -v npm >/dev/null; then \
	  npm --prefix frontend ci --no-audit --no-fund --loglevel=error && npm --prefix frontend run --silent build && touch $@; \
	else echo "Node.js 20 is not installed: the API runs without the frontend."; fi

demo: install frontend $(WHISPER) ## One recording through the whole stack: FILE=path (default: the tour in samples/)
	@CLUESO_ENV=development $(BIN)/python -m clueso.dev demo "$(FILE)"

dev: install frontend $(WHISPER) ## The stack for a person, until Ctrl-C: PORT=8000 DATA_DIR=var
	@CLUESO_ENV=development $(BIN)/python -m clueso.dev up --port $(PORT) --data-dir "$(DATA_DIR)"

whisper: install
	@$(BIN)/python -m clueso.transcription.fetch base "$(DATA_DIR)/models" || \
	  echo "Whisper could not be fetched: an English preview of many errors takes its place."

test: install frontend ## All tests
	npm --prefix frontend run --silent check
	npm --prefix frontend test
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

test-unit: install ## The unit tests alone: they need no server
	$(BIN)/python -m pytest tests/unit --numprocesses auto

eval: install $(if $(LLM)$(MEETINGS),,$(WHISPER)) ## Measure the documents of the samples and of the films of clicks, of MEETINGS=folder, or of a language model: LLM=url RECORDINGS=folder; status 1 when a figure is beyond its threshold
	@$(BIN)/python -m scripts.$(if $(LLM),language_model "$(LLM)" $(RECORDINGS),$(if $(MEETINGS),meetings "$(MEETINGS)",eval))

hear: install ## How well Whisper hears, beside whisper-ctranslate2: RECORDINGS=folder VOCABULARY="Acme, Grafana" ONLY="words short long first languages"
	@$(BIN)/python -m scripts.hear --vocabulary "$(VOCABULARY)" $(foreach part,$(ONLY),--only $(part)) $(RECORDINGS)

names: install ## What a vocabulary does to names and words, without and with it: RECORDINGS=folder
	@$(BIN)/python -m scripts.names $(RECORDINGS)

voices: install ## How well voices are told apart: RECORDINGS=folder with an RTTM file, VOICES=folder of one voice each, LONG=1
	@$(BIN)/python -m scripts.voices $(if $(RECORDINGS),--recordings "$(RECORDINGS)") $(if $(VOICES),--voices "$(VOICES)") $(if $(LONG),--long)

chaos: install ## Every crash point, then 400 faults under load: SEED= FAULTS=
	@SEED="$(SEED)" FAULTS="$(FAULTS)" $(BIN)/python -m tests.chaos

soak: install ## Mixed load, and what grows meanwhile: MINUTES=60
	@MINUTES="$(MINUTES)" $(BIN)/python -m tests.chaos.soak

bench: install ## What Clueso costs, as ratios to something measured in the same run; raw figures in bench/results: RUNS=5 PARTS="hearing ten-hours" RECORDINGS=folder
	@RUNS="$(RUNS)" RECORDINGS="$(RECORDINGS)" $(BIN)/python -m tests.bench $(PARTS)

bench-ui: install frontend ## Ten hours of transcript in the browser, and the size of the JavaScript; status 1 when over
	@$(BIN)/python -m tests.browser.bench

pictures: install frontend ## Take the pictures of the README and of docs anew; ONLY=files takes those of exported files, ONLY=sample the sample of the first page, ONLY=operations those for operators
	@$(BIN)/python -m tests.browser.pictures $(ONLY)

rooms: install ## The folders, what imports what in them, and circles; status 1 when there is a circle
	@$(BIN)/python -m scripts.rooms

lint: install frontend ## ruff, mypy --strict, import-linter, deptry; TypeScript, oxlint, prettier; the site of the docs
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint-mypy lint-rest

docs: install ## The pages about Clueso as a site, in out/docs; status 1 at any warning
	@$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --conf-dir docs . out/docs

lint-mypy:  # by far the longest
	$(BIN)/mypy
	MYPYPATH=client:client/tests $(BIN)/mypy client/clueso_client client/tests

lint-rest:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	PYTHONPATH=client $(BIN)/lint-imports
	$(BIN)/deptry .
	cd client && ../$(BIN)/deptry .
	npm --prefix frontend run --silent check
	@$(MAKE) --no-print-directory docs

format: install frontend ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	npm --prefix frontend run --silent format

types: install ## The API's description and its TypeScript types for the frontend: after each change of the API
	@CLUESO_ENV=development $(BIN)/flask --app wsgi openapi >frontend/openapi.json.new
	@mv frontend/openapi.json.new frontend/openapi.json
	npm --prefix frontend run --silent types

model: install ## Fetch a Whisper model into DATA_DIR: MODEL=base
	$(BIN)/python -m clueso.transcription.fetch "$(MODEL)" "$(DATA_DIR)/models"

lock: install ## Resolve pyproject.toml into the lock files requirements*.txt
	$(BIN)/python scripts/lock.py

fuzz: install ## Every call of the API against its description, as two users; status 1 when one differs: EXAMPLES=100
	@EXAMPLES="$(EXAMPLES)" $(BIN)/python -m tests.fuzz

audit: install ## What is known against the locked versions; status 1 when anything is, 2 when nobody could be asked
	@$(BIN)/python -m scripts.audit

sbom: install ## What production carries, with the reader of screens, as CycloneDX: out/sbom/python.json, out/sbom/frontend.json
	@mkdir -p out/sbom
	@$(BIN)/cyclonedx-py requirements requirements-screens.txt --pyproject pyproject.toml --output-reproducible -o out/sbom/python.json
	@npm --prefix frontend sbom --sbom-format cyclonedx --package-lock-only --omit dev > out/sbom/frontend.json

clean: ## Remove what was made here, but not your data (var/, out/)
	rm -rf $(VENV) frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
