# klay_beam: the commands for people. `make help` lists them.
#
# Values that may hold spaces, quotes or brackets (match_pattern=...) reach the shell through the environment only, never
# as text of a command line.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

match_pattern ?=
audio_suffix ?=
report ?=
export match_pattern audio_suffix report
seconds ?= 60

# The presets that `make tests` runs: optimised, ASan+UBSan, and TSan for what has threads.
PRESETS ?= release dev tsan

# The engines that `make tests-engines` runs on; all of them unless it is said otherwise.
ENGINES ?=

TEST_AUDIO := build/test_audio

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

.PHONY: setup
setup: ## Install every dependency (Debian 12, as root or with sudo)
	@bin/setup

.PHONY: build
build: setup ## Build everything, optimised, into build/release
	@bin/build release

.PHONY: run-example
run-example: build ## Sum up real audio: match_pattern='DIR/**' [audio_suffix=.wav] [report=FILE.json]
	@if [[ -z $$match_pattern ]]; then \
	  build/release/bin/create_test_audio_files --out=$(TEST_AUDIO); \
	  match_pattern='$(TEST_AUDIO)/*'; \
	fi; \
	arguments=(--match_pattern="$$match_pattern"); \
	[[ -z $$audio_suffix ]] || arguments+=(--audio_suffix="$$audio_suffix"); \
	[[ -z $$report ]] || arguments+=(--report="$$report"); \
	build/release/bin/run_example "$${arguments[@]}"

.PHONY: models
models: setup ## Install the models that tests run on: 450 MB, once (bin/models --list tells more)
	@bin/models silero-vad whisper-tiny.en whisper-base

.PHONY: tests
tests: setup ## Run every test, with each of PRESETS='release dev tsan'
	@$(MAKE) --no-print-directory models || echo "tests: those that need these models are skipped" >&2
	@bin/test $(PRESETS)

.PHONY: engines
engines: setup ## Install the engines that tests run on (Prism, Flink, Spark); minutes, once
	@bin/fetch_engines

.PHONY: tests-engines
tests-engines: engines build ## Run the differential suite on ENGINES='fake prism flink flink-local spark'
	@bin/test_engines $(ENGINES)

.PHONY: code-style
code-style: setup ## Check the format and the rules of style
	@bin/check_style

.PHONY: format
format: setup ## Format every source in place
	@git ls-files '*.h' '*.cc' | xargs clang-format-16 -i

.PHONY: type-check
type-check: setup ## clang-tidy, every header compiled alone, who may include whom
	@bin/check_layers
	@bin/check_types

.PHONY: fuzz
fuzz: setup ## Run every fuzz target for seconds=60 each
	@bin/fuzz $(seconds)

.PHONY: bench
bench: build ## Measure this and its rivals side by side; minutes
	@benchmarks/run

.PHONY: clean
clean: ## Remove everything that was built
	@rm -rf build
