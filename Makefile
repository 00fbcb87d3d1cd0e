# Everything a user or a CI job runs. `make` alone prints this list.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install build bench capacity report simulate plan scenarios test test-long lint benchmark schema docker-up docker-down clean

SCENARIO ?= spike
STREAMSTOCK := node dist/simulator/cli.js
# Empty variables are left to the scenario file.
WORLD_FLAGS = $(if $(SEED),--seed $(SEED)) $(if $(WORKERS),--workers $(WORKERS)) \
	$(if $(CONSUMERS),--consumers $(CONSUMERS)) $(if $(PARTITIONS),--partitions $(PARTITIONS)) \
	$(if $(DURATION),--duration $(DURATION)) $(ARGS)
FLAGS = $(if $(BROKER),--broker $(BROKER)) $(WORLD_FLAGS)

SOURCES := $(shell find simulator pipeline reports -name '*.ts' -o -name '*.css' 2>/dev/null)

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo '  Variables: SCENARIO (name or file) SEED BROKER WORKERS CONSUMERS PARTITIONS DURATION ARGS'
	@echo '  Example:   make bench SCENARIO=spike SEED=7'

node_modules/.installed: package.json package-lock.json
	@echo 'Installing packages' >&2
	@npm ci --no-fund --no-audit --loglevel=error >&2
	@touch $@

dist/.built: node_modules/.installed $(SOURCES) tsconfig.json tsconfig.build.json
	@echo 'Building' >&2
	@npm run --silent build >&2
	@touch $@

install: node_modules/.installed ## Install the packages of package-lock.json

build: dist/.built ## Compile TypeScript to dist/

bench: dist/.built ## Play SCENARIO through the whole pipeline and judge it
	@$(STREAMSTOCK) bench $(SCENARIO) $(FLAGS)

capacity: dist/.built ## Search for the highest rate at which all thresholds of SCENARIO hold
	@$(STREAMSTOCK) capacity $(SCENARIO) $(subst --duration ,--probe-duration ,$(FLAGS))

report: dist/.built ## Show finished runs in a browser; RUN=last, a name or a folder opens at one
	@$(STREAMSTOCK) report $(RUN) $(if $(PORT),--port $(PORT)) $(ARGS)

simulate: dist/.built ## Play SCENARIO in virtual time, without a broker
	@$(STREAMSTOCK) simulate $(SCENARIO) $(WORLD_FLAGS)

plan: dist/.built ## Say what SCENARIO would send, without running it
	@$(STREAMSTOCK) plan $(SCENARIO) $(FLAGS)

scenarios: dist/.built ## List the scenarios that come with the tool
	@$(STREAMSTOCK) scenarios

test: dist/.built ## Lint, type-check and run all tests
	@npm run --silent lint
	@npm run --silent typecheck
	@npm run --silent test:unit

test-long: dist/.built ## Run the long tests: whole runs, real Kafka where Java and Maven are there
	@npm run --silent test:long

lint: node_modules/.installed ## Check format, lint rules and import direction
	@npm run --silent lint

benchmark: dist/.built ## Measure speed and memory of this checkout on this machine
	@npm run --silent benchmark

schema: dist/.built ## Write the JSON Schema of scenario files for editors
	@npm run --silent schema

docker-up: ## Start Apache Kafka in Docker and wait until it is healthy
	docker compose up --detach --wait
	docker compose ps

docker-down: ## Stop Apache Kafka in Docker, keep its data
	docker compose down

clean: ## Remove what was built, and all runs
	rm -rf dist runs
