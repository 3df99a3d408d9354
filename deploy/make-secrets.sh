#!/bin/sh
# Makes every secret of a site, once: certificates, the broker's accounts, the passwords in .env.
# Run again after an upgrade: what is there stays, what is missing is made.
#
#   deploy/make-secrets.sh [--site SITE] [--host NAME-OR-ADDRESS]... [--agent AGENT]...
#
# --host  by what names agents reach the broker (goes into its certificate; localhost and broker always do)
# --agent an account for an agent of the site; its password is written to deploy/secrets/agents/AGENT.env
set -eu
umask 077
cd "$(dirname "$0")/.."
secrets=deploy/secrets
site=main
hosts=
agents=
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || { echo "$1 wants a value; see the head of $0" >&2; exit 2; }
  case $1 in
    --site) site=$2 ;;
    --host) hosts="$hosts $2" ;;
    --agent) agents="$agents $2" ;;
    *) echo "unknown: $1; see the head of $0" >&2; exit 2 ;;
  esac
  shift 2
done
for tool in openssl python3; do
  command -v "$tool" > /dev/null || { echo "$tool is needed and not installed" >&2; exit 1; }
done

# others may not enter; inside, the containers' own users must read what is mounted for them
mkdir -p "$secrets/ca" "$secrets/broker" "$secrets/agents"
chmod 700 "$secrets" "$secrets/ca"
chmod 755 "$secrets/broker" "$secrets/agents"

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

if [ ! -e "$secrets/ca/ca.key" ]; then
  key "$secrets/ca/ca.key"
  openssl req -x509 -new -key "$secrets/ca/ca.key" -sha256 -days 3650 -subj "/CN=Tallydock $site CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -out "$secrets/ca/ca.crt"
  echo "made the site's certificate authority: $secrets/ca (keep ca.key off the network)"
fi

names=DNS:broker,DNS:localhost,IP:127.0.0.1
for host in $hosts; do
  case $host in
    *[!0-9.]*) case $host in *:*) names="$names,IP:$host" ;; *) names="$names,DNS:$host" ;; esac ;;
    *) names="$names,IP:$host" ;;
  esac
done
if [ ! -e "$secrets/broker/broker.key" ] || [ -n "$hosts" ]; then
  key "$secrets/broker/broker.key"
  openssl req -new -key "$secrets/broker/broker.key" -subj "/CN=broker" -out "$secrets/ca/broker.csr"
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$names" > "$secrets/ca/broker.ext"
  openssl x509 -req -in "$secrets/ca/broker.csr" -CA "$secrets/ca/ca.crt" -CAkey "$secrets/ca/ca.key" \
    -CAcreateserial -sha256 -days 825 -extfile "$secrets/ca/broker.ext" -out "$secrets/broker/broker.crt" 2> /dev/null
  echo "made the broker's certificate for $names"
fi
cp "$secrets/ca/ca.crt" "$secrets/broker/ca.crt"
chmod 644 "$secrets/broker/ca.crt" "$secrets/broker/broker.crt" "$secrets/broker/broker.key"

has_account() { grep -q "^$1:" "$secrets/broker/passwords" 2> /dev/null; }
account() {
  made=$(python3 -m gateway.broker.accounts "$secrets/broker" add "$1") || return 1
  printf '%s\n' "${made##* }"
}
has_setting() { grep -q "^$1=" .env 2> /dev/null; }

touch .env
chmod 600 .env
has_setting TALLYDOCK_DB_PASSWORD || echo "TALLYDOCK_DB_PASSWORD=$(openssl rand -hex 24)" >> .env
if ! has_setting TALLYDOCK_GATEWAY_PASSWORD || ! has_account gateway; then
  password=$(account gateway)
  sed -i '/^TALLYDOCK_GATEWAY_PASSWORD=/d' .env
  echo "TALLYDOCK_GATEWAY_PASSWORD=$password" >> .env
fi
if ! has_setting TALLYDOCK_PROBE_PASSWORD || ! has_account probe; then
  password=$(account probe)
  sed -i '/^TALLYDOCK_PROBE_PASSWORD=/d' .env
  echo "TALLYDOCK_PROBE_PASSWORD=$password" >> .env
fi
for agent in $agents; do
  file=$secrets/agents/$agent.env
  if ! has_account "$site/$agent" || [ ! -e "$file" ]; then
    password=$(account "$site/$agent")
    {
      echo "TALLYDOCK_SITE=$site"
      echo "TALLYDOCK_AGENT=$agent"
      echo "TALLYDOCK_BROKER_USERNAME=$site/$agent"
      echo "TALLYDOCK_BROKER_PASSWORD=$password"
    } > "$file"
    chmod 644 "$file"
    echo "made an account for $site/$agent: $file"
  fi
done
echo "done: .env and $secrets (neither is for git)"
