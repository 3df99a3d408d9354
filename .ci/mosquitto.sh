#!/usr/bin/env bash
# Debian's mosquitto on a free port, with the configuration that `tallydock up` gives it.
#   mosquitto.sh start DIR   DIR/url says how to connect
#   mosquitto.sh stop DIR
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
PATH=$PATH:/usr/sbin:/sbin

start() {
  local dir=$1 port
  mkdir -p "$dir"
  port=$(.venv/bin/python - "$dir" << 'PYTHON'
import getpass, socket, sys
from pathlib import Path
from gateway.broker.config import mosquitto_conf

state = Path(sys.argv[1]).absolute()
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
(state / "mosquitto.conf").write_text(mosquitto_conf(port, state, user=getpass.getuser()))
print(port)
PYTHON
  )
  mosquitto -c "$dir/mosquitto.conf" > "$dir/log" 2>&1 < /dev/null &
  echo $! > "$dir/pid"
  for _ in $(seq 100); do
    if .venv/bin/python -c "import sys; from tallydock.services.mqtt_probe import answers; sys.exit(not answers('127.0.0.1', $port))"; then
      mosquitto -h | head -1 || true
      echo "mqtt://127.0.0.1:$port" > "$dir/url"
      return
    fi
    kill -0 "$(cat "$dir/pid")" 2> /dev/null || break
    sleep 0.1
  done
  cat "$dir/log" >&2
  echo "mosquitto did not start" >&2
  exit 1
}

stop() {
  local dir=$1 pid
  if [ -e "$dir/pid" ]; then
    pid=$(cat "$dir/pid")
    kill "$pid" 2> /dev/null || true
    for _ in $(seq 50); do
      kill -0 "$pid" 2> /dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2> /dev/null || true
  fi
  rm -rf "$dir"
}

case ${1:-} in
  start) start "${2:?mosquitto.sh start DIR}" ;;
  stop) stop "${2:?mosquitto.sh stop DIR}" ;;
  *) echo "usage: mosquitto.sh start DIR | stop DIR" >&2; exit 2 ;;
esac
