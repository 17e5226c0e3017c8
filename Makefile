# `make` alone lists the targets.
SHELL := /bin/bash
SWIFT_FLAGS ?=
BUILD := swift build -c release $(SWIFT_FLAGS)

.PHONY: help setup python airflow build demo test quick lint format bench torture clean

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install the Debian packages that are missing
	@tools/setup

python: ## pyarrow, DuckDB, numpy and matplotlib for the Parquet tests and the benchmarks, in .build/python
	@tools/setup python

airflow: ## Airflow for the test of the example DAG, in .build/airflow
	@tools/setup airflow

build: setup ## .build/release/{runner,bench,state}
	@$(BUILD) --product runner && $(BUILD) --product state && $(BUILD) --product bench

demo: build ## a private PostgreSQL, an embedded Kafka, the retail job: rows in under a minute
	@tools/demo

test: setup python airflow ## everything; a real Kafka too when KAFKA_HOME is set
	@tools/test

quick: ## unit tests only, debug build
	@swift test --skip Integration --skip Queries --skip Faults

lint: ## format and house rules
	@tools/tidy

format: ## rewrite the sources in the house format
	@swift format --in-place --recursive Sources Benchmarks Tests Package.swift

bench: build ## everything that counts work, up to an hour; bench SUITE --help for the other suites
	@.build/release/bench throughput

torture: build ## the long fault run: make torture N=100
	@tools/torture $(N)

clean: ## remove what was built
	@rm -rf .build
