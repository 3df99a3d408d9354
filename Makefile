# Two commands: `make up` and `make test`. Everything else is for those who build Tallydock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# two stamps: who only looks at it (`make up`) need not wait for the tools of those who build it
HUB := $(VENV)/.installed-hub
DEV := $(VENV)/.installed-dev

.PHONY: up test check bench format lock translations pictures clean

up: $(HUB)
	$(BIN)/tallydock up $(ARGS)

test: $(DEV)
	$(BIN)/python -m pytest $(ARGS)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.checks

bench: $(DEV)
	$(BIN)/tallydock bench $(ARGS)

format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tallydock needs Python 3.11 or newer; $(PYTHON) is older or missing. Name another: make PYTHON=python3.12 up"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "This Python has no venv module (on Debian: the package python3-venv)."; exit 1; }

$(HUB): requirements.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements-dev.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@ $(HUB)

# new pins for all three files; run on purpose, commit the result
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements-edge.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra hub pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra hub --extra dev pyproject.toml -o requirements-dev.txt

# takes new strings of the sources into the .po files, and compiles them
translations: $(DEV)
	$(BIN)/python -m tests.checks --write

# all of docs/pictures anew, in each language; `make pictures ARGS="counts terminal"` takes some
pictures: $(DEV)
	$(BIN)/python -m tests.pictures $(ARGS)

clean:
	rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
