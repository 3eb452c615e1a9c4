# Two commands matter: `make run` and `make test`. Both set up what they need in .venv first.

.DEFAULT_GOAL := help
.PHONY: help run test lint bench bench-accuracy bench-faults bench-queue bench-year screenshot pin clean runtime development

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check -qq
# Room for the packages and for unpacking them.
VENV_MB := 1500

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r command meaning; \
	do printf '%-22s %s\n' "$$command" "$$meaning"; done

run: runtime ## Start everything and print where to look; Ctrl-C stops it
	@exec $(PYTHON) -m intake.run

test: development lint ## Check the code, then run every test
	@exec $(PYTHON) -m pytest --numprocesses auto

lint: development ## Check style and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

bench: development ## Measure speed and print the figures
	@exec $(PYTHON) -m bench.speed

bench-accuracy: development ## Judge labelled rows by the shipped model: DATA="FILE…" (.jsonl, .jsonl.gz)
	@[ -n "$(DATA)" ] || { echo 'Name labelled rows: make bench-accuracy DATA="FILE…"' >&2; exit 1; }
	@exec $(PYTHON) -m bench.accuracy --test $(DATA)

bench-faults: development ## Kill everything again and again and count what was lost
	@exec $(PYTHON) -m bench.faults

bench-year: development ## Simulate a year of 20,000 callbacks and count who was forgotten
	@exec $(PYTHON) -m bench.year

bench-queue: development ## Measure the queue with 100,000 waiting, bulk decisions, and a moderator at work
	@$(PYTHON) -m bench.queue
	@$(PYTHON) -m bench.bulk
	@exec $(PYTHON) -m bench.moderator

screenshot: development ## Make the README's pictures anew
	@exec $(PYTHON) -m bench.screenshot

pin: runtime ## Pin anew what requirements.in and requirements-dev.in name
	@$(PIP) install uv
	@for name in requirements requirements-dev; do \
	  $(PYTHON) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-config --no-emit-index-url --no-emit-find-links --custom-compile-command 'make pin' \
	    $$name.in --output-file $$name.txt || exit 1; \
	done

clean: ## Remove .venv and caches; the data directory stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The two below install only if the requirements are others than those installed last.
runtime:
	@$(call install,requirements.txt)

development: runtime
	@$(call install,requirements.txt requirements-dev.txt,-dev)

# Arguments: the requirements files, and a suffix for the note of what was installed.
define install
set -eu; \
$(MAKE_VENV); \
cat $(1) | cmp -s - .venv/installed$(2) && exit 0; \
echo "Installing $(1) into .venv: about a minute, once." >&2; \
$(PIP) install --require-hashes $(foreach file,$(1),-r $(file)) || { \
  echo "Intake could not install its packages; the lines above say why." >&2; exit 1; }; \
cat $(1) > .venv/installed$(2)
endef

# A .venv whose Python is gone or too old is made anew.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
define MAKE_VENV
if ! $(PYTHON) -c 'import pip; $(NEW_ENOUGH)' 2>/dev/null; then \
  found=; usable=; \
  for python in python3.13 python3.12 python3.11 python3; do \
    "$$python" -c '$(NEW_ENOUGH)' 2>/dev/null || continue; \
    found=$${found:-$$python}; \
    "$$python" -c 'import ensurepip, venv' 2>/dev/null && { usable=$$python; break; }; \
  done; \
  [ -n "$$found" ] || { \
    echo "Intake needs Python 3.11 or newer and finds none: apt install python3 python3-venv" >&2; exit 1; }; \
  [ -n "$$usable" ] || { \
    echo "Intake needs the venv module of $$found: apt install $$found-venv" >&2; exit 1; }; \
  free=$$(df -Pm . | awk 'NR == 2 { print $$4 }'); \
  [ "$$free" -ge $(VENV_MB) ] || { \
    echo "Intake needs $(VENV_MB) MB for its packages and finds $$free MB free here: make room." >&2; exit 1; }; \
  "$$usable" -m venv --clear .venv || { \
    echo "Intake could not make .venv with $$usable; the lines above say why." >&2; exit 1; }; \
fi
endef
