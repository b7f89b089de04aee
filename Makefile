# The commands of this repository; `make` alone lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test worker format dev-stack chaos chaos-soak fuzz clean jdk

JDK := $(shell ./tools/find-jdk 2>/dev/null)
MVN := JAVA_HOME="$(JDK)" mvn -B -ntp
DEMO_OPTIONS := --worker worker/target/video-worker --ffmpeg worker/target/ffmpeg --output target/demo
JAVA_OPTIONS := --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
CHAOS := FFMPEG_HOME="$(CURDIR)/worker/target/ffmpeg" LOG_FORMAT=text LOG_LEVEL=error "$(JDK)/bin/java" $(JAVA_OPTIONS) \
  -cp "chaos/target/chaos.jar:chaos/target/lib/*" dev.videocompilation.chaos.Chaos

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

chaos: jdk ## Kill and cut off workers while jobs flow, then check the world; SEED=, JOBS=, KILLS=, AT_EACH=, STOPS=, MINUTES=
	@$(MVN) -q -pl chaos -am package -Dmaven.test.skip -Dspotless.check.skip
	@$(CHAOS) $(if $(SEED),--seed $(SEED)) $(if $(JOBS),--jobs $(JOBS)) $(if $(KILLS),--kills $(KILLS)) $(if $(AT_EACH),--kills-at-each $(AT_EACH)) $(if $(STOPS),--stops $(STOPS)) $(if $(MINUTES),--minutes $(MINUTES))

chaos-soak: jdk ## The same for 10,000 jobs and 1,000 kills with the real timings; takes many hours, or until MINUTES=
	@$(MVN) -q -pl chaos -am package -Dmaven.test.skip -Dspotless.check.skip
	@$(CHAOS) --soak $(if $(SEED),--seed $(SEED)) $(if $(JOBS),--jobs $(JOBS)) $(if $(KILLS),--kills $(KILLS)) $(if $(AT_EACH),--kills-at-each $(AT_EACH)) $(if $(STOPS),--stops $(STOPS)) $(if $(MINUTES),--minutes $(MINUTES))

fuzz: jdk ## Change valid clips at random and join each: a proven video or a named refusal; CASES=, SEED=
	@$(MVN) -q -pl worker -am test -Dtest=MutationFuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dfuzz.cases=$(or $(CASES),2000) -Dfuzz.seed=$(or $(SEED),1)

format: jdk ## Format the sources
	@$(MVN) -q spotless:apply

clean: ## Remove everything that was built
	@rm -rf target */target
