# Sourced by the launchers: where the engines are, and Java for them.

engines=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
program=$(basename "$0")

# Serial collection and the quick compiler only: what suits short runs on few cores.
quick_java="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"

spark_packages=(java.io java.lang java.lang.invoke java.lang.reflect java.net java.nio java.util java.util.concurrent
  java.util.concurrent.atomic sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar)

die() {
  echo "$program: $*" >&2
  exit 1
}

need_engine() { # NAME
  [[ -d $engines/$1 ]] || die "$1 is not installed in $engines; run bin/fetch_engines $1"
}

# Prints JAVA_HOME's Java, or Debian's Java 17, or the one on the PATH.
find_java() {
  local java
  for java in /usr/lib/jvm/java-17-openjdk-*/bin/java java; do
    [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
    if command -v "$java"; then return; fi
  done
  die "there is no $java; install Java 17 (openjdk-17-jre-headless) or set JAVA_HOME to it"
}

# Prints the options that open packages of java.base to the engine, one a line.
open_packages() { # PACKAGE...
  printf -- '--add-opens=java.base/%s=ALL-UNNAMED\n' "$@"
}
