#!/usr/bin/env bash
# What conformance/compare does once Java and Jukung's benchmarks are there: compare.sh HOME JAVA [OPTION…]
set -euo pipefail

home=$1 java=$2
shift 2
cd "$home"
mkdir -p conformance/.out
(cd conformance && go build -o .out/compare ./cmd/compare)
exec conformance/.out/compare --java "$java" --classpath bench/target/jukung.jar:bench/target/libraries.jar "$@"
