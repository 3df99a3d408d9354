#!/usr/bin/env bash
# A real TimescaleDB: Debian trixie's, in a folder of its own, run in a chroot as user postgres.
#   timescaledb.sh build       makes the folder once, in the cache
#   timescaledb.sh start DIR   starts a fresh server; DIR/dsn says how to connect
#   timescaledb.sh stop DIR    stops it and removes its data
#   timescaledb.sh run DIR     runs one in the foreground; its data are in DIR. For TALLYDOCK_DRILL_SERVER
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
PATH=$PATH:/usr/sbin:/sbin
cache=${TALLYDOCK_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tallydock}
root=$cache/trixie-timescaledb
bin=/usr/lib/postgresql/17/bin

build() {
  mkdir -p "$cache"
  # in a process of its own: a server that is started later would inherit the lock, and hold it as long as it runs
  [ -e "$root/.complete" ] || (build_once 9> "$cache/trixie-timescaledb.lock")
  echo "TimescaleDB is in $root"
}

build_once() {
  flock 9
  [ ! -e "$root/.complete" ] || return 0
  local mirror proxy keyring check=() log="$cache/debootstrap.log" http_proxy=${http_proxy:-}
  mirror=$("$here/mirror.sh")
  proxy=$(apt-config shell p Acquire::http::Proxy | sed "s/^p='\(.*\)'$/\1/")
  [ -z "$proxy" ] || [ "$proxy" = DIRECT ] || http_proxy=$proxy
  export http_proxy
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  if [ -e "$keyring" ]; then
    check=(--keyring="$keyring")
  else
    echo "NOTICE: $keyring is missing, so the packages' signatures are NOT checked"
    check=(--no-check-gpg)
  fi
  rm -rf "$root" "$root.new"
  echo "making $root from this machine's Debian mirror"
  if ! debootstrap --variant=minbase --include=postgresql-17,postgresql-17-timescaledb \
    "${check[@]}" trixie "$root.new" "$mirror" > "$log" 2>&1 9>&-; then
    tail -20 "$log" >&2
    echo "debootstrap failed; all that it said: $log, $root.new/debootstrap/debootstrap.log" >&2
    exit 1
  fi
  rm -rf "$root.new"/var/cache/apt/archives/*.deb "$root.new"/var/lib/apt/lists/*
  touch "$root.new/.complete"
  mv "$root.new" "$root"
  du -sh "$root"
}

as_postgres() { # runs a command inside, as user postgres
  chroot "$root" setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
}

make_cluster() { # DATA as it is seen inside; prints the password
  local data=$1 password
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  as_postgres sh -c "umask 077 && cat > $data/password" <<< "$password"
  as_postgres $bin/initdb -D "$data/pg" -U tallydock --pwfile="$data/password" --auth=scram-sha-256 -E UTF8 \
    --no-sync --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 >&2 && echo "$password"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

serve() { # becomes the server: DATA PORT, and what else setpriv is to be told
  local data=$1 port=$2
  shift 2
  # mmap, because a chroot has no /dev/shm; fsync off, because these data die with the run
  exec chroot "$root" setpriv --reuid=postgres --regid=postgres --init-groups "$@" -- $bin/postgres -D "$data/pg" \
    -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories= \
    -c shared_preload_libraries=timescaledb -c dynamic_shared_memory_type=mmap \
    -c fsync=off -c max_wal_size=2GB -c max_connections=100 -c max_worker_processes=32 \
    -c timescaledb.max_background_workers=16 -c timezone=UTC -c log_timezone=UTC
}

start() {
  local dir=$1 data port password
  build
  mkdir -p "$dir"
  chmod 700 "$dir"
  data=$(as_postgres mktemp -d /var/tmp/tallydock-XXXXXX)
  echo "$data" > "$dir/data"
  password=$(make_cluster "$data" 2> "$dir/log") || { cat "$dir/log" >&2; exit 1; }
  port=$(free_port)
  (serve "$data" "$port" >> "$dir/log" 2>&1 < /dev/null) &
  echo $! > "$dir/pid"
  for _ in $(seq 300); do
    if as_postgres env PGPASSWORD="$password" $bin/psql -qAt -h 127.0.0.1 -p "$port" -U tallydock -d postgres \
      -c "SELECT 'PostgreSQL ' || current_setting('server_version') || ', TimescaleDB ' || default_version
          FROM pg_available_extensions WHERE name = 'timescaledb'" 2> /dev/null; then
      echo "postgresql://tallydock:$password@127.0.0.1:$port/postgres" > "$dir/dsn"
      return
    fi
    kill -0 "$(cat "$dir/pid")" 2> /dev/null || break
    sleep 0.1
  done
  tail -20 "$dir/log" >&2
  echo "TimescaleDB did not start" >&2
  stop "$dir"
  exit 1
}

run() {
  local dir=$1 port password
  mkdir -p "$dir"
  # DIR is seen inside as /mnt, by this process and what it becomes only
  if [ -z "${TALLYDOCK_OWN_MOUNTS:-}" ]; then
    TALLYDOCK_OWN_MOUNTS=1 exec unshare --mount --propagation private "$0" run "$dir"
  fi
  mkdir -p "$dir/data"
  mount --bind "$dir/data" "$root/mnt"
  if [ ! -e "$dir/dsn" ]; then
    chroot "$root" chown postgres: /mnt
    as_postgres chmod 700 /mnt
    password=$(make_cluster /mnt)
    port=$(free_port)
    echo "$port" > "$dir/port"
    (umask 077 && echo "postgresql://tallydock:$password@127.0.0.1:$port/postgres" > "$dir/dsn.new")
    mv "$dir/dsn.new" "$dir/dsn"
  fi
  # whoever wanted this server and is gone shall not leave it behind
  serve /mnt "$(cat "$dir/port")" --pdeathsig INT
}

stop() {
  local dir=$1 pid data
  if [ -e "$dir/pid" ]; then
    pid=$(cat "$dir/pid")
    kill -INT "$pid" 2> /dev/null || true
    for _ in $(seq 300); do
      kill -0 "$pid" 2> /dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2> /dev/null || true
  fi
  if [ -e "$dir/data" ]; then
    data=$(cat "$dir/data")
    case $data in /var/tmp/tallydock-*) rm -rf "${root:?}$data" ;; esac
  fi
  rm -rf "$dir"
}

case ${1:-} in
  build) build ;;
  start) start "${2:?timescaledb.sh start DIR}" ;;
  stop) stop "${2:?timescaledb.sh stop DIR}" ;;
  run)
    build >&2
    run "${2:?timescaledb.sh run DIR}"
    ;;
  *) echo "usage: timescaledb.sh build | start DIR | stop DIR | run DIR" >&2; exit 2 ;;
esac
