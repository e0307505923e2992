#!/usr/bin/env bash
# Builds the benchmarks if needed and runs them: what ./jukung bench does.
#   run.sh HOME JAVA_HOME MAVEN [OPTION|PART...]     with JUKUNG_JVM_OPTIONS, the options that ./jukung gives its JVM
#   run.sh HOME JAVA_HOME MAVEN --build-only
set -euo pipefail

home=$1 java_home=$2 maven=$3
shift 3
target=$home/bench/target
log=$home/.jukung/bench.log

stale() {
  [[ -r $target/built ]] || return 0
  [[ -n $(cd "$home" && find core node product/cluster product/app bench pom.xml \( -name target -o -path '*/src/test' \) -prune -o \
    \( -type f -o -path '*/src/*' \) -newer "$target/built" -print -quit) ]]
}

if stale; then
  echo "building the benchmarks …" >&2
  mkdir -p "$home/.jukung" "$target"
  rm -rf "$target/lib" "$target/built"
  touch "$target/started"
  if ! JAVA_HOME=$java_home \
    MAVEN_OPTS="-Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
    "$maven" -B -ntp -q -f "$home/pom.xml" -Dquick -Dmaven.test.skip=true -pl bench -am package >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "error: the build failed; the whole log is $log" >&2
    exit 1
  fi
  # Two jars, as the program itself has: looking into eighty is half a second of every start.
  rm -rf "$target/jars"
  mkdir "$target/jars"
  ln -s "$target"/jukung-bench-*.jar "$target"/lib/*.jar "$target/jars/"
  "$java_home/bin/java" -XX:TieredStopAtLevel=1 "$home/product/app/src/bootstrap/MergeJars.java" \
    "$target/jars" "$target/jukung.jar" "$target/libraries.jar"
  rm -rf "$target/jars"
  mv "$target/started" "$target/built"
fi

[[ ${1:-} == --build-only ]] && exit

export JUKUNG_HOME=$home
# shellcheck disable=SC2086 # several options
exec "$java_home/bin/java" ${JUKUNG_JVM_OPTIONS:-} -cp "$target/jukung.jar:$target/libraries.jar" dev.jukung.bench.Main "$@"
