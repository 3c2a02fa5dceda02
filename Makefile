# make          build the site into site/ (the same as `make site`)
# make help     list the targets
#
# Everything is installed into .venv/ and tests/node_modules/. Only `make test` may install system packages:
# a browser, Java, and Node.js. Stamp files record what is installed, so nothing is installed twice.

PYTHON ?= python3
WORKERS ?= 2

VENV := .venv
RUN := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime
TESTING := $(VENV)/.testing
BENCHING := $(VENV)/.benching
CHECKER := tests/node_modules/.installed
BIOME := tests/node_modules/.bin/biome

# Wheels only: building a package from source would fetch build tools that no lock file names.
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all:

# The caller's Python settings must not affect the project's own environment.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV
export PIP_USER := 0

.DEFAULT_GOAL := site
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: site serve test check plain format system bench scale docs lock wheel clean distclean help

# --- use ---

site: $(RUNTIME) ## build content/ into site/
	$(RUN) build.py

serve: $(RUNTIME) ## show the site at a local address and rebuild on every save
	$(RUN) build.py serve

# --- check ---

check: system $(TESTING) $(CHECKER) ## run every check: format, lint, types, docs, tests
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(BIOME) ci --error-on-warnings .
	$(RUN) docs/generate.py --check
	$(RUN) -m pytest -n $(WORKERS)
	$(MAKE) plain TWINS="$(READING)"

# Tests of reading, linking, rendering, and building; tests/test_plain.py compares whole sites built both ways.
READING := cases citations corpora editorial incremental linking links pages codec reader templating theme

# The tests named in TWINS run a second time without the quick twins in termbank/fast/.
TWINS ?= $(filter-out $(ALIKE),$(patsubst tests/test_%.py,%,$(wildcard tests/test_*.py)))
# Twins can't affect these: the structure of the code, the infrastructure around the engine, and the twins themselves.
ALIKE := architecture bench deferred keeper machine plain publish remote serve update watch wheel workers

plain: $(TESTING) ## run the tests without the quick twins (browser tests excepted)
	TERMBANK_PLAIN=1 $(RUN) -m pytest -n $(WORKERS) $(TWINS:%=tests/test_%.py)

test: check ## the same as check

format: $(TESTING) $(CHECKER) ## format Python, scripts, and style sheets
	$(RUN) -m ruff format
	$(BIOME) format --write .

system:
	$(call need,$(PYTHON) -c 'import ensurepip',python3 python3-venv,Python with venv)
	$(call need,command -v chromium || command -v chromium-browser || command -v google-chrome,chromium,a browser)
	$(call need,command -v java,default-jre-headless,Java)
	$(call need,command -v npm,nodejs npm,Node.js with npm)

# --- measure ---

# Run these on an idle machine. `make bench SIZES="1000 10000" BENCH=--record` writes the results to bench/README.md.
SIZES ?= 1000

bench: $(BENCHING) ## compare build times with Hugo; SIZES="1000 10000" sets the numbers of terms
	$(RUN) -m bench.versus $(SIZES) $(BENCH)

scale: $(RUNTIME) ## measure how time and memory grow, and what glossaries of unusual shapes cost
	$(RUN) -m bench.scale $(BENCH)

# --- make ---

docs: $(TESTING) ## refresh the generated parts of docs/
	$(RUN) docs/generate.py

wheel: $(TESTING) ## build the installable package into dist/
	$(RUN) -P -m build --wheel --no-isolation # -P: don't mistake build.py for the package `build`

# The lock files list every file of every version with its hash, for all systems and for Python 3.11 and later.
# Versions that still fit stay the same; `make lock LOCK=--upgrade` upgrades to the newest.
COMPILE = .cache/lock/bin/uv --no-config pip compile --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate $(LOCK)

lock: ## pin the dependencies in the lock files
	$(PYTHON) -m venv .cache/lock
	.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra test --constraints requirements.lock --output-file requirements-test.lock
	$(COMPILE) bench/requirements.in --output-file bench/requirements.lock

# --- tidy ---

clean: ## remove everything that was built
	rm -rf site dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . \( -name .venv -o -name node_modules \) -prune -o -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## remove everything that was built or installed
	rm -rf $(VENV) tests/node_modules

help:
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 12

# --- install ---

$(RUNTIME): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Termbank needs Python 3.11 or later; choose one with: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.lock
	@touch $@

$(TESTING): requirements-test.lock $(RUNTIME)
	$(PIP) -r requirements-test.lock
	@touch $@

$(BENCHING): bench/requirements.lock $(RUNTIME)
	$(PIP) -r bench/requirements.lock
	@touch $@

$(CHECKER): tests/package.json tests/package-lock.json tests/.npmrc
	cd tests && npm ci
	@touch $@

# $(call need,CONDITION,PACKAGES,NAME) installs the Debian packages unless CONDITION is already true.
define need
@if { $(1); } >/dev/null 2>&1; then exit 0; fi; \
cannot() { \
    echo "The tests need $(3), but it cannot be installed automatically: $$1." >&2; \
    echo "Install it (on Debian: apt-get install $(2)) and run make again." >&2; exit 1; }; \
command -v apt-get >/dev/null 2>&1 || cannot "there is no apt-get"; \
if [ "$$(id -u)" = 0 ]; then as_root=env; \
elif command -v sudo >/dev/null 2>&1; then as_root="sudo env"; \
else cannot "you are not root, and there is no sudo"; fi; \
echo "installing $(3): $(2)"; \
$$as_root DEBIAN_FRONTEND=noninteractive apt-get update -qq || cannot "apt-get update failed"; \
$$as_root DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(2) >/dev/null \
    || cannot "apt-get install failed"
endef
