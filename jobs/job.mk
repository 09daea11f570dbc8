# What the Makefiles of all jobs share. A job's own sets NAME and KNOBS (the flags of its --help, in their order) and
# includes this.
#
# Values that may hold spaces, quotes or brackets reach the shell through the environment only, never as text of a
# command line.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

TOP := $(realpath $(dir $(lastword $(MAKEFILE_LIST)))/..)
JOB := job_$(NAME)
PROGRAM := $(TOP)/build/release/bin/$(JOB)

# More flags, such as arguments='--runner=prism --direct_num_workers=4'.
arguments ?=
export arguments

define knob
$(1) ?=
export $(1)
endef
$(foreach name,$(KNOBS),$(eval $(call knob,$(name))))

# What a target does that waits for something which is not there yet.
define missing
	@echo "$(JOB): make $@ $(1)" >&2; exit 1
endef

.PHONY: help
help: ## List the targets and the knobs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24
	@echo; echo "knobs of run-local (make run-local knob=value ...): $(KNOBS)" | fold -s -w 120
	@echo "more flags: arguments='--runner=prism ...'; $(JOB) --help tells what they do"

.PHONY: setup
setup:
	@$(TOP)/bin/setup

.PHONY: build
build: setup ## Build the job, optimised
	@$(TOP)/bin/build release $(JOB)

.PHONY: run-local
run-local: build ## Run the job on this machine: match_pattern='~/audio/**.wav' audio_suffix=.wav
	@flags=(); \
	for knob in $(KNOBS); do [[ -z $${!knob} ]] || flags+=("--$$knob=$${!knob}"); done; \
	read -ra more <<<"$$arguments"; \
	$(PROGRAM) "$${flags[@]}" "$${more[@]}"

.PHONY: tests
tests: setup ## Run the job's tests under ASan and UBSan, and show how many branches they take
	@$(TOP)/bin/build dev $(JOB) $(JOB)_test
	@rm -rf $(TOP)/build/dev/coverage/$(JOB)
	@ctest --test-dir $(TOP)/build/dev -L '^$(JOB)$$' -j 2 --output-on-failure
	@$(TOP)/jobs/coverage $(NAME)

.PHONY: code-style
code-style: setup ## Check the format and the rules of style
	@clang-format-16 --dry-run -Werror $$(git ls-files '*.h' '*.cc')
	@$(TOP)/bin/check_style

.PHONY: type-check
type-check: setup ## clang-tidy over the job's sources, and who may include whom
	@$(TOP)/bin/check_layers
	@$(TOP)/bin/build tidy klay_beam_verify_interface_header_sets
	@$(TOP)/bin/tidy $$(git ls-files --full-name '*.cc')

.PHONY: docker
docker: ## Build the job's image
	$(call missing,needs images of klay_beam: there are none yet; make run-local runs the job without one.)

.PHONY: docker-push
docker-push: ## Push the job's image
	$(call missing,needs an image, which make docker cannot build yet.)

.PHONY: run-dataflow
run-dataflow: ## Run the job on Google Cloud Dataflow
	$(call missing,needs an image and a runner for Dataflow: there are none yet; arguments='--runner=flink' runs on a Flink cluster.)

.PHONY: print-base
print-base: ## Print the system that the job is built for
	@echo debian:12
