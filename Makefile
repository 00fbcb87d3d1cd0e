# Everything a user or a CI job runs. `make` alone prints this list.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install build demo dev bench baseline compare ab bench-ci capacity history report simulate plan scenarios catalogue test test-long lint benchmark schema \
	kafka-up kafka-down docker-ready docker-up docker-down docker-bench logs logs-kafka clean reset

SCENARIO ?= spike
STREAMSTOCK := node dist/simulator/cli.js
# Empty variables are left to the scenario file.
WORLD_FLAGS = $(if $(SEED),--seed $(SEED)) $(if $(WORKERS),--workers $(WORKERS)) \
	$(if $(CONSUMERS),--consumers $(CONSUMERS)) $(if $(PARTITIONS),--partitions $(PARTITIONS)) \
	$(if $(DURATION),--duration $(DURATION)) $(ARGS)
FLAGS = $(if $(BROKER),--broker $(BROKER)) $(WORLD_FLAGS)
RUNS_FLAG = $(if $(RUNS),--runs $(RUNS))
SIDES = $(if $(BASE),--base $(BASE)) --head $(or $(HEAD),.)

SOURCES := $(shell find simulator pipeline reports -name '*.ts' -o -name '*.css' 2>/dev/null)

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo '  Scenario:  SCENARIO=name or file  SEED  WORKERS  CONSUMERS  PARTITIONS  DURATION'
	@echo '  Broker:    BROKER=host:port,…  local (starts make kafka-up)  embedded (default)  embedded:port'
	@echo '  Compare:   BASE=… HEAD=…  RUNS=6  PAIRS=10  BUDGET=5m'
	@echo '  Clusters:  BROKERS=1|3 for kafka-up; CLUSTER=1 and UI=1 for docker-up'
	@echo "  Flags:     ARGS='…' passes any other flag of the command: ARGS='--dry-run',"
	@echo "             ARGS='--kafka-config client.properties', ARGS='--pipeline external --group NAME'"
	@echo '  Examples:  make bench SCENARIO=spike SEED=7'
	@echo '             make bench BROKER=local DURATION=10s'

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

dev: dist/.built ## Start a broker (Docker, else kafka-up), then show finished runs at http://localhost:3001
	@if $(DOCKER_ANSWERS); then $(MAKE) --no-print-directory docker-up; else \
	  echo 'Docker does not answer: starting Apache Kafka without it.' >&2; $(STREAMSTOCK) kafka up; fi
	@echo 'The broker goes on after Ctrl-C, which ends the page; make docker-down or make kafka-down stops it.' >&2
	@$(STREAMSTOCK) report --port $(or $(PORT),3001)

# Ended by Ctrl-C it was stopped before its plan was over, and hands may have been in it: 105 and 94 are no failure here.
demo: dist/.built ## Play with the pipeline on a live page at http://127.0.0.1:3001: rate, pause, consumers, poison; SHARE=1
	@$(STREAMSTOCK) bench $(or $(DEMO),demo) --classroom $(if $(PORT),--port $(PORT)) $(if $(SHARE),--share) $(FLAGS) \
	  || { code=$$?; [ $$code -eq 94 ] || [ $$code -eq 105 ] || exit $$code; }

bench: dist/.built ## Play SCENARIO through the whole pipeline and judge it
	@$(STREAMSTOCK) bench $(SCENARIO) $(FLAGS)

capacity: dist/.built ## Search for the highest rate at which all thresholds of SCENARIO hold
	@$(STREAMSTOCK) capacity $(SCENARIO) $(subst --duration ,--probe-duration ,$(FLAGS))

history: dist/.built ## Show the last runs of SCENARIO, and where their level shifted
	@$(STREAMSTOCK) history $(SCENARIO) $(ARGS)

report: dist/.built ## Show finished runs in a browser; RUN=last, a name or a folder opens at one
	@$(STREAMSTOCK) report $(RUN) $(if $(PORT),--port $(PORT)) $(ARGS)

baseline: dist/.built ## Measure SCENARIO RUNS times (6) and save it as baselines/SCENARIO.json
	@$(STREAMSTOCK) baseline $(SCENARIO) $(RUNS_FLAG) $(FLAGS)

compare: dist/.built ## Measure SCENARIO against its baseline; BASE=… HEAD=… compares runs that are there
	@$(STREAMSTOCK) compare $(if $(HEAD),$(BASE) $(HEAD) $(ARGS),$(BASE) --measure $(SCENARIO) $(RUNS_FLAG) $(FLAGS))

ab: dist/.built ## Build git revisions BASE and HEAD (.), measure SCENARIO on both in turn, compare
	@$(STREAMSTOCK) ab $(SCENARIO) $(SIDES) $(if $(PAIRS),--pairs $(PAIRS)) $(FLAGS)

bench-ci: dist/.built ## The gate of CI: HEAD (.) against BASE (merge base), within BUDGET (5m) plus builds
	@$(STREAMSTOCK) ab ci $(SIDES) --budget $(or $(BUDGET),5m) $(ARGS)

simulate: dist/.built ## Play SCENARIO in virtual time, without a broker
	@$(STREAMSTOCK) simulate $(SCENARIO) $(WORLD_FLAGS)

plan: dist/.built ## Say what SCENARIO would send, without running it
	@$(STREAMSTOCK) plan $(SCENARIO) $(FLAGS)

scenarios: dist/.built ## List the scenarios that come with the tool
	@$(STREAMSTOCK) scenarios

catalogue: dist/.built ## Print the products of SCENARIO as the load begins, for a consumer of your own
	@$(STREAMSTOCK) catalogue $(SCENARIO) $(if $(SEED),--seed $(SEED)) $(ARGS)

test: dist/.built ## Lint, type-check and run all tests
	@npm run --silent lint
	@npm run --silent typecheck
	@npm run --silent test:unit

test-long: dist/.built ## Run the long tests: whole runs, real Kafka where Java and Maven are there
	@npm run --silent test:long

lint: node_modules/.installed ## Check format, lint rules and import direction
	@npm run --silent lint

benchmark: dist/.built ## Measure speed and memory of this checkout on this machine
	@npm run --silent benchmark -- $(if $(BROKER),--broker $(BROKER)) $(ARGS)

schema: dist/.built ## Write the JSON Schema of scenario files for editors
	@npm run --silent schema

kafka-up: dist/.built ## Start Apache Kafka without Docker (Java 17, Maven); BROKERS=3 for three brokers
	@$(STREAMSTOCK) kafka up $(if $(BROKERS),--brokers $(BROKERS)) $(ARGS)

kafka-down: dist/.built ## Stop what kafka-up started, keep its data
	@$(STREAMSTOCK) kafka down $(ARGS)

# Without --profile, docker compose overlooks the services of profiles.
ALL_PROFILES := --profile cluster --profile ui --profile bench
COMPOSE_UP = $(strip docker compose $(if $(CLUSTER),--profile cluster) $(if $(UI),--profile ui))
UP_BROKERS = $(if $(CLUSTER),kafka-1 kafka-2 kafka-3,kafka)
UP_INIT = $(if $(CLUSTER),kafka-cluster-init,kafka-init)
UP_ADDRESSES = $(if $(CLUSTER),$(subst $() ,$(COMMA),localhost:$(or $(KAFKA_1_PORT),9094) \
	localhost:$(or $(KAFKA_2_PORT),9095) localhost:$(or $(KAFKA_3_PORT),9096)),localhost:$(or $(KAFKA_PORT),9092))
COMMA := ,
DOCKER_ANSWERS = docker compose version >/dev/null 2>&1 && docker version >/dev/null 2>&1
WITHOUT_DOCKER = Apache Kafka runs without it: make kafka-up. make bench needs neither.

docker-ready:
	@command -v docker >/dev/null || { echo 'Docker is not installed. $(WITHOUT_DOCKER)' >&2; exit 1; }
	@docker compose version >/dev/null 2>&1 || { \
	  echo 'Docker has no Compose: install its plugin, docker-compose-plugin. $(WITHOUT_DOCKER)' >&2; exit 1; }
	@docker version >/dev/null 2>&1 || { echo 'The Docker engine does not answer: start it, and check with' \
	  '"docker version" that you may use it. $(WITHOUT_DOCKER)' >&2; exit 1; }

# The topics are created by a container that ends, which `up --wait` takes for a failure.
docker-up: docker-ready ## Start Apache Kafka in Docker and wait until it is healthy; CLUSTER=1 three brokers, UI=1 a UI
	$(COMPOSE_UP) up --detach --wait $(UP_BROKERS)
	$(COMPOSE_UP) run --rm -T $(UP_INIT)
	$(if $(UI),KAFKA_UI_BROKERS=$(subst $() ,$(COMMA),$(UP_BROKERS:%=%:29092)) $(COMPOSE_UP) up --detach --wait --no-deps kafka-ui)
	docker compose $(ALL_PROFILES) ps
	@echo 'Next: make bench BROKER=$(UP_ADDRESSES)$(if $(UI),; the UI is at http://localhost:$(or $(KAFKA_UI_PORT),8081))'

docker-down: docker-ready ## Stop and remove the containers of docker-up, keep their data
	docker compose $(ALL_PROFILES) down

docker-bench: docker-ready ## Play SCENARIO in a container beside the broker of docker-up
	@mkdir -p runs
	SCENARIO=$(SCENARIO) BENCH_USER=$$(id -u):$$(id -g) docker compose --profile bench run --rm --build -T bench

logs: docker-ready ## Follow the logs of all containers
	docker compose $(ALL_PROFILES) logs --follow --tail 200

logs-kafka: docker-ready ## Follow the logs of the brokers in Docker
	docker compose --profile cluster logs --follow --tail 200 kafka kafka-1 kafka-2 kafka-3

clean: ## Remove what was built, all runs, and the containers and volumes of docker-up
	@echo 'Removing dist/ and runs/, with every run in it.'
	@rm -rf dist runs
	@if $(DOCKER_ANSWERS); then \
	  echo 'Removing the containers of docker-up and their volumes, with every topic and record in them.'; \
	  docker compose $(ALL_PROFILES) down --volumes; \
	else echo 'Docker does not answer: its containers and volumes stay, if there are any.'; fi

reset: clean ## clean, then install all packages anew
	@echo 'Removing node_modules/.'
	@rm -rf node_modules
	@$(MAKE) --no-print-directory install
