#!/bin/bash
# The demonstration site in one container: its devices on pseudo-terminals, and a real agent for each
# account in the folder that is named. Pseudo-terminals can't be shared between containers, so they are
# together. Ends when any of them ends, so that the container's restart policy brings all of them back.
set -euo pipefail
accounts=${1:?the folder with an ENV file for each agent}
var=${TALLYDOCK_VAR_DIR:?}

trap 'kill $(jobs -p) 2> /dev/null; wait' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

rm -f "$var/sim/ready"
python -m tallydock simulate &
until [ -e "$var/sim/ready" ]; do
  kill -0 $! || exit 1
  sleep 0.2
done
found=0
for account in "$accounts"/*.env; do
  [ -e "$account" ] || break
  found=1
  (
    set -a
    # shellcheck disable=SC1090
    . "$account"
    TALLYDOCK_AGENT_KEY_FILE=$var/secrets/agent-$TALLYDOCK_AGENT.key
    TALLYDOCK_DEVICE_DIR=$var/dev
    exec python -m tallydock edge
  ) &
done
if [ $found -eq 0 ]; then
  echo "no agent has an account in $accounts: deploy/make-secrets.sh --agent dock-1 ... makes them" >&2
  exit 1
fi
wait -n
