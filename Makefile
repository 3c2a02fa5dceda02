# make          builds the site into site/ (the same as `make site`)
# make help     lists the targets
#
# Everything is installed into .venv/ and tests/node_modules/; only `make test` may ask the system for a
# browser, Java and Node.js. A stamp file remembers what is installed, so that nothing is done twice.

PYTHON ?= python3
WORKERS ?= 2

VENV := .venv
RUN := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime
TESTING := $(VENV)/.testing
BENCHING := $(VENV)/.benching
CHECKER := tests/node_modules/.installed

# Wheels only: building a package from source would fetch build tools that no lock file names.
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all:

# A caller's Python settings must not reach the project's own environment.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV
export PIP_USER := 0

.DEFAULT_GOAL := site
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: site serve test check system bench scale docs lock wheel clean distclean help

# --- use ---

site: $(RUNTIME) ## build content/ into site/
	$(RUN) build.py

serve: $(RUNTIME) ## show the site at a local address, rebuild on every save
	$(RUN) build.py serve

# --- check ---

check: system $(TESTING) $(CHECKER) ## lint, types, tests and docs: the whole truth
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(RUN) docs/generate.py --check
	$(RUN) -m pytest -n $(WORKERS)

test: check ## the same as check

system:
	$(call need,$(PYTHON) -c 'import ensurepip',python3 python3-venv,Python with venv)
	$(call need,command -v chromium || command -v chromium-browser || command -v google-chrome,chromium,a browser)
	$(call need,command -v java,default-jre-headless,Java)
	$(call need,command -v npm,nodejs npm,Node.js with npm)

# --- measure ---

# On a quiet machine. `make bench SIZES="1000 10000" BENCH=--record` puts the results into bench/README.md.
SIZES ?= 1000

bench: $(BENCHING) ## how long building takes beside Hugo; SIZES="1000 10000" for other numbers of terms
	$(RUN) -m bench.versus $(SIZES) $(BENCH)

scale: $(RUNTIME) ## how time and memory grow with the bank, and with banks of odd shapes
	$(RUN) -m bench.scale $(BENCH)

# --- make ---

docs: $(TESTING) ## refresh the generated parts of docs/
	$(RUN) docs/generate.py

wheel: $(TESTING) ## build the installable package into dist/
	$(RUN) -P -m build --wheel --no-isolation # -P: this folder's build.py is not the package of that name

# The locks name every file of every version by its hash, for all systems and for Python 3.11 and later.
# Versions that still fit stay as they are; `make lock LOCK=--upgrade` takes the newest.
COMPILE = .cache/lock/bin/uv --no-config pip compile --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate $(LOCK)

lock: ## pin the dependencies in the lock files
	$(PYTHON) -m venv .cache/lock
	.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra test --constraints requirements.lock --output-file requirements-test.lock
	$(COMPILE) bench/requirements.in --output-file bench/requirements.lock

# --- tidy ---

clean: ## remove what was built
	rm -rf site dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . \( -name .venv -o -name node_modules \) -prune -o -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## remove what was built and what was installed
	rm -rf $(VENV) tests/node_modules

help:
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 12

# --- install ---

$(RUNTIME): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Python 3.11 or later is needed; name one with: make PYTHON=/path/to/python" >&2; exit 1; }
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

# $(call need,CONDITION,PACKAGES,NAME) installs Debian packages unless the condition holds already.
define need
@if { $(1); } >/dev/null 2>&1; then exit 0; fi; \
cannot() { \
    echo "The tests need $(3), and it cannot be installed here: $$1." >&2; \
    echo "Install it (on Debian: apt-get install $(2)) and run make again." >&2; exit 1; }; \
command -v apt-get >/dev/null 2>&1 || cannot "there is no apt-get"; \
if [ "$$(id -u)" = 0 ]; then as_root=env; \
elif command -v sudo >/dev/null 2>&1; then as_root="sudo env"; \
else cannot "this is neither root, nor is there sudo"; fi; \
echo "installing $(3): $(2)"; \
$$as_root DEBIAN_FRONTEND=noninteractive apt-get update -qq || cannot "apt-get update failed"; \
$$as_root DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(2) >/dev/null \
    || cannot "apt-get install failed"
endef
