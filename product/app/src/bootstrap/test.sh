#!/usr/bin/env bash
# The tests, as CI runs them; called by ./jukung test.
#
#   ./jukung test                     everything: format, compiler checks, all tests; goes on after a failure
#   ./jukung test core/value          the tests of one module (several may be named)
#   ./jukung test KubeconfigFileTest  one test class; with #method one test
#   ./jukung test … -- -Dx=y          what follows goes to Maven
set -euo pipefail
home=$1 java_home=$2 maven=$3
shift 3

usage() { sed -n '4,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

modules=() tests=() more=()
while (($#)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --)
      shift
      more=("$@")
      break
      ;;
    -*)
      echo "error: unknown option $1" >&2
      usage >&2
      exit 2
      ;;
  esac
  argument=${1%/}
  if [[ -f $home/$argument/pom.xml ]]; then
    modules+=("$argument")
    while IFS= read -r class; do tests+=("$class"); done < <(
      cd "$home/$argument" && [[ -d src/test/java ]] && cd src/test/java && find . -name '*Test.java' -printf '%P\n' | sort
    )
  else
    class=${argument%%#*} method=
    [[ $argument == *'#'* ]] && method="#${argument#*#}"
    found=$(cd "$home" && find . -path ./.jukung -prune -o -path "*/src/test/java/*/$class.java" -printf '%P\n' | head -n 1)
    if [[ -z $found ]]; then
      echo "error: $argument is neither a module of this project nor one of its test classes" >&2
      exit 2
    fi
    modules+=("${found%%/src/test/java/*}")
    tests+=("${found#*/src/test/java/}$method")
  fi
  shift
done

arguments=(-B -ntp -fae)
if ((${#modules[@]})); then
  arguments+=(-pl "$(IFS=,; echo "${modules[*]}")" -am -Dsurefire.failIfNoSpecifiedTests=false)
  # The modules they need are built, their tests do not run.
  arguments+=("-Dtest=$(IFS=,; echo "${tests[*]:-NoTestAtAll}")")
fi

stamp=$(mktemp)
trap 'rm -f "$stamp"' EXIT
code=0
JAVA_HOME=$java_home MAVEN_OPTS="-Xmx1g --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
  "$maven" -f "$home/pom.xml" "${arguments[@]}" verify ${more[@]+"${more[@]}"} || code=$?

# Of this run only: reports of an earlier one may lie there.
find "$home" -path "$home/.jukung" -prune -o -path '*/target/surefire-reports/TEST-*.xml' -newer "$stamp" -print0 |
  xargs -0 -r cat | awk '
    function number(name,   at) {
      if (!match($0, " " name "=\"[0-9]+\"")) return 0
      at = RSTART + length(name) + 3
      return substr($0, at, RLENGTH - length(name) - 4) + 0
    }
    function word(name) {
      if (!match($0, " " name "=\"[^\"]*\"")) return ""
      return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    }
    # The head of a suite and of a case are a line each; attributes may follow on more lines.
    /<testsuite / { insuite = 1 }
    insuite { tests += number("tests"); failed += number("errors") + number("failures"); skipped += number("skipped") }
    insuite && />/ { insuite = 0; classes++ }
    /<testcase / { name = word("classname") "." word("name") }
    /<(failure|error)[ >]/ { if (name != last) print "failed: " name; last = name }
    END {
      printf "%d tests ran in %d classes: %d failed, %d skipped\n", tests - skipped, classes, failed, skipped
    }'
exit "$code"
