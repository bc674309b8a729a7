# The two commands a newcomer needs are `make run` and `make test`. Both prepare the machine themselves.

ifndef PYTHON
PYTHON := $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(name))))
endif
BIN := .venv/bin
UV_COMPILE := $(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --no-emit-find-links \
	--generate-hashes --universal --python-version 3.11
# One test process per core; a single core runs in one.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: help run guide test test-sqlite test-postgres test-postgres-redis test-faults bench lint fmt lock clean setup setup-dev

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 24

run: setup ## open the whole portal on this machine (PORT=8000, DATA_DIR=var)
	@exec $(BIN)/python manage.py serve

guide: setup-dev ## take the pictures of the officers' guide anew from the pages themselves
	GUIDE_PICTURES=write $(BIN)/python -m pytest -q -p no:randomly tests/browser/test_guide.py tests/browser/test_office_guide.py

test: setup-dev lint ## everything CI runs: lint, SQLite, browser journeys, PostgreSQL
	@$(MAKE) --no-print-directory test-sqlite
	@$(MAKE) --no-print-directory test-postgres

test-sqlite: ## the suite with browser journeys on SQLite
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --every-template

# What no database changes runs once, above: words; what asks no database; what each address answers to a wrong press,
# for every address is pressed on PostgreSQL by tests/access. `test-postgres-redis` leaves nothing out.
ONCE := tests/vietnamese tests/outside tests/core/test_locale.py tests/core/test_ui.py tests/core/test_formats.py tests/core/test_supervisor.py \
	tests/campaigns/test_plan_file.py tests/submissions/test_filechecks.py tests/accounts/importing/test_reading.py \
	tests/infra/test_production.py tests/infra/test_compose.py tests/reports/test_seed_demo.py tests/access/test_log.py \
	$(addprefix tests/security/test_,role_removed.py redirects.py stored_text.py mass_assignment.py)
test-postgres: ## the suite with the races on a private PostgreSQL
	$(PYTHON) scripts/with_postgres.py $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not browser and not alone and not faults" \
		$(addprefix --ignore=,$(ONCE))
	$(PYTHON) scripts/with_postgres.py $(BIN)/python -m pytest -m "alone and not browser"

test-postgres-redis: setup-dev ## the whole suite with PostgreSQL and Redis set by environment
	$(PYTHON) scripts/with_postgres.py $(BIN)/python scripts/with_redis.py $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not alone and not faults"
	$(PYTHON) scripts/with_postgres.py $(BIN)/python scripts/with_redis.py $(BIN)/python -m pytest -m alone

test-faults: setup-dev ## processes killed in the middle of their work: uploads, ten thousand letters (minutes)
	$(BIN)/python -m pytest -m faults tests/faults/test_upload_killed.py
	@$(PYTHON) scripts/with_postgres.py $(BIN)/python -m pytest -q -m faults tests/faults/test_mail_killed.py

bench: setup-dev ## what the portal costs beside the same work done bare, one line each
	@$(BIN)/python scripts/bench.py

lint: ## ruff, djlint, import contracts, missing migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

fmt: setup-dev ## format and fix what can be fixed
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: setup-dev ## compile the hashed locks after a change of requirements*.in
	$(UV_COMPILE) requirements.in -o requirements.txt
	$(UV_COMPILE) requirements-dev.in -o requirements-dev.txt

setup:
	@$(if $(PYTHON),$(PYTHON) scripts/setup.py run,echo "Cần Python 3.11 trở lên." >&2; exit 1)

setup-dev:
	@$(if $(PYTHON),$(PYTHON) scripts/setup.py test,echo "Cần Python 3.11 trở lên." >&2; exit 1)

clean: ## remove what make made, but never the data in var/
	rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
