#!/usr/bin/env bash
# What conformance/faults does once Java and Jukung's benchmarks are there: faults.sh HOME JAVA [OPTION…]
set -euo pipefail

home=$1 java=$2
shift 2
cd "$home"
class_path=
for jar in bench/target/jukung-bench-*.jar bench/target/lib/*.jar; do class_path+=$jar:; done
exec "$java" -Xmx2g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "${class_path%:}" dev.jukung.bench.faults.Main "$@"
