# The commands of this repository; `make` alone lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test worker format dev-stack clean jdk

JDK := $(shell ./tools/find-jdk 2>/dev/null)
MVN := JAVA_HOME="$(JDK)" mvn -B -ntp
DEMO_OPTIONS := --worker worker/target/video-worker --ffmpeg worker/target/ffmpeg --output target/demo
JAVA_OPTIONS := --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

jdk:
	@./tools/find-jdk >/dev/null
	@command -v mvn >/dev/null || { echo "No Maven found: install Maven 3.8.7 or later (apt install maven, brew install maven)." >&2; exit 1; }

demo: jdk ## Compile real clips through the whole system; CLIPS=dir takes your own
	@$(MVN) -q -pl demo -am package -Dmaven.test.skip -Dspotless.check.skip
	@"$(JDK)/bin/java" $(JAVA_OPTIONS) -cp "demo/target/demo.jar:demo/target/lib/*" dev.videocompilation.demo.Demo \
	  $(DEMO_OPTIONS) $(if $(CLIPS),--clips "$(CLIPS)")

test: jdk ## Formatting, static checks and every test
	@$(MVN) verify

worker: jdk ## Leave a launcher at worker/target/video-worker
	@$(MVN) -q -pl worker -am package -Dmaven.test.skip -Dspotless.check.skip
	@test -x worker/target/ffmpeg/limited || echo "Without process limits: limited was not built; worker/target/video-worker doctor says what that means." >&2
	@echo worker/target/video-worker

dev-stack: jdk ## Run PostgreSQL, SQS and S3 embedded, and print a worker's environment for them
	@$(MVN) -q -pl demo -am package -Dmaven.test.skip -Dspotless.check.skip
	@"$(JDK)/bin/java" $(JAVA_OPTIONS) -cp "demo/target/lib/*" \
	  dev.videocompilation.devstack.DevStackMain target/dev-stack

format: jdk ## Format the sources
	@$(MVN) -q spotless:apply

clean: ## Remove everything that was built
	@rm -rf target */target
