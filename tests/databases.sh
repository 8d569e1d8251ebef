#!/usr/bin/env bash
# Runs a command with a PostgreSQL and a MariaDB of its own, such as `tests/databases.sh cargo test --test databases`.
#
# What is missing is installed from Debian's packages. Both servers run in a temporary directory on private ports, as the users of their
# packages where root calls, and end with the command, also when it fails or is interrupted; no service of the system is started.
# The command finds them by
#   CCBSPEC_TEST_POSTGRES, CCBSPEC_TEST_MARIADB                    URLs, whose user may create databases
#   CCBSPEC_TEST_POSTGRES_STOP, _START (and the same of MARIADB)   commands that crash the server, and start it again
#   CCBSPEC_TEST_ODBC                                              name of the ODBC driver for PostgreSQL
# Without a command it prints these and waits for Ctrl-C.
set -euo pipefail

say() { echo "databases.sh: $*" >&2; }

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# Runs as a package's user where root calls, since neither server runs as root.
as_user() {
  local user=$1
  shift
  if [ "$(id -u)" -eq 0 ]; then runuser -u "$user" -- "$@"; else "$@"; fi
}

postgres_bin() {
  local bin newest=
  for bin in /usr/lib/postgresql/*/bin; do [ -x "$bin/initdb" ] && newest=$bin; done
  [ -n "$newest" ] && echo "$newest"
}

odbc_driver() { odbcinst -q -d 2>/dev/null | tr -d '[]' | grep -m1 '^PostgreSQL Unicode'; }

# A package starts its service, and makes a cluster to start, as soon as it is installed, unless it is told not to.
install() {
  local policy=/usr/sbin/policy-rc.d ours= conf=/etc/postgresql-common/createcluster.conf
  say "installing $*"
  if [ ! -e "$policy" ]; then
    ours=1
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
  fi
  if [ ! -e "$conf" ]; then
    as_root mkdir -p "$(dirname "$conf")"
    echo 'create_main_cluster = false' | as_root tee "$conf" >/dev/null
  fi
  local status=0
  { as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends \
      -o Dpkg::Options::=--force-confold "$@"; } >&2 || status=$?
  [ -z "$ours" ] || as_root rm -f "$policy"
  return "$status"
}

missing=()
postgres_bin >/dev/null || missing+=(postgresql)
command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null || missing+=(mariadb-server)
[ -e /usr/include/sql.h ] || missing+=(unixodbc-dev)
command -v odbcinst >/dev/null || missing+=(odbcinst)
odbc_driver >/dev/null || missing+=(odbc-postgresql)
[ ${#missing[@]} -eq 0 ] || install "${missing[@]}"

bin=$(postgres_bin)
home=$(mktemp -d "${TMPDIR:-/tmp}/ccbspec-databases.XXXXXX")
chmod 711 "$home"
command_pid=

end() {
  local status=$?
  trap - EXIT INT TERM HUP
  if [ -n "$command_pid" ]; then kill "$command_pid" 2>/dev/null || true; fi
  [ ! -x "$home/postgres-stop" ] || "$home/postgres-stop" >/dev/null 2>&1 || true
  [ ! -x "$home/mariadb-stop" ] || "$home/mariadb-stop" >/dev/null 2>&1 || true
  rm -rf "$home"
  exit "$status"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

free_port() {
  local port
  while :; do
    port=$((RANDOM % 20000 + 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# Makes a program of a text, so that tests can run it too.
program() { printf '#!/usr/bin/env bash\nset -e\n%s\n%s\n' "$(declare -f as_user)" "$2" >"$home/$1" && chmod 755 "$home/$1"; }

password=tell-nobody

start_postgres() {
  local data=$home/postgres port
  port=$(free_port)
  mkdir "$data" && chmod 700 "$data"
  [ "$(id -u)" -ne 0 ] || chown postgres "$data"
  echo "$password" >"$home/password" && chmod 644 "$home/password"
  as_user postgres "$bin/initdb" --pgdata="$data/data" --username=ccb --pwfile="$home/password" --encoding=UTF8 --locale=C \
    --auth=scram-sha-256 --no-sync >"$home/postgres.log"
  # Without fsync what is committed survives a crash of the server, though not of the machine.
  program postgres-start "cd / && as_user postgres '$bin/pg_ctl' --pgdata='$data/data' --log='$data/log' --wait --timeout=60 \
    --options='-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data -c fsync=off' start >/dev/null"
  program postgres-stop "cd / && as_user postgres '$bin/pg_ctl' --pgdata='$data/data' --wait --mode=immediate stop >/dev/null"
  "$home/postgres-start" || { cat "$data/log" >&2; return 1; }
  export CCBSPEC_TEST_POSTGRES="postgres://ccb:$password@127.0.0.1:$port/postgres"
  export CCBSPEC_TEST_POSTGRES_STOP="$home/postgres-stop" CCBSPEC_TEST_POSTGRES_START="$home/postgres-start"
}

start_mariadb() {
  local data=$home/mariadb port
  port=$(free_port)
  mkdir "$data" && chmod 700 "$data"
  [ "$(id -u)" -ne 0 ] || chown mysql "$data"
  (cd / && as_user mysql mariadb-install-db --no-defaults --datadir="$data/data" --auth-root-authentication-method=normal \
    --skip-test-db >"$home/mariadb.log" 2>&1) || { cat "$home/mariadb.log" >&2; return 1; }
  # What is committed is with the operating system at once, so that it survives a crash of the server.
  program mariadb-start "cd /
    as_user mysql mariadbd --no-defaults --datadir='$data/data' --port=$port --bind-address=127.0.0.1 --socket='$data/socket' \
      --pid-file='$data/pid' --skip-name-resolve --innodb-flush-log-at-trx-commit=2 >>'$home/mariadb.log' 2>&1 </dev/null &
    for _ in \$(seq 600); do
      mariadb-admin --no-defaults --socket='$data/socket' --user=root ping >/dev/null 2>&1 && exit 0
      sleep 0.1
    done
    exit 1"
  program mariadb-stop "pid=\$(cat '$data/pid'); kill -9 \"\$pid\"; while kill -0 \"\$pid\" 2>/dev/null; do sleep 0.1; done; rm -f '$data/pid'"
  "$home/mariadb-start" || { cat "$home/mariadb.log" >&2; return 1; }
  mariadb --no-defaults --socket="$data/socket" --user=root \
    --execute="create user ccb@'127.0.0.1' identified by '$password'; grant all on *.* to ccb@'127.0.0.1'"
  export CCBSPEC_TEST_MARIADB="mariadb://ccb:$password@127.0.0.1:$port/mysql"
  export CCBSPEC_TEST_MARIADB_STOP="$home/mariadb-stop" CCBSPEC_TEST_MARIADB_START="$home/mariadb-start"
}

start_postgres
start_mariadb
CCBSPEC_TEST_ODBC=$(odbc_driver)
export CCBSPEC_TEST_ODBC
say "PostgreSQL $("$bin/postgres" --version | cut -d' ' -f3) and $(mariadbd --version | grep -o '[0-9.]*-MariaDB') are running"

if [ $# -eq 0 ]; then
  env | grep '^CCBSPEC_TEST_'
  set -- sleep infinity
fi
"$@" &
command_pid=$!
status=0
wait "$command_pid" || status=$?
command_pid=
exit "$status"
