#!/usr/bin/env bash
# What conformance/faults does once Java and Jukung's benchmarks are there: faults.sh HOME JAVA [OPTION…]
set -euo pipefail

home=$1 java=$2
shift 2
cd "$home"
exec "$java" -Xmx2g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp bench/target/jukung.jar:bench/target/libraries.jar dev.jukung.bench.faults.Main "$@"
