#!/usr/bin/env bash
# Installs the Debian packages that are missing. Asks the network only if one is.
set -euo pipefail

missing=()
need() { # need PACKAGE COMMAND...: the package, where the command fails
  local package=$1
  shift
  "$@" > /dev/null 2>&1 || missing+=("$package")
}
PATH=$PATH:/usr/sbin:/sbin
need make command -v make
need git command -v git
need python3 command -v "${PYTHON:-python3}"
need python3-venv "${PYTHON:-python3}" -c 'import ensurepip, venv'
need mosquitto command -v mosquitto
need chromium command -v chromium
need debootstrap command -v debootstrap
# knows the compose file's schema
need docker-compose command -v docker-compose
need debian-archive-keyring test -e /usr/share/keyrings/debian-archive-keyring.gpg
need util-linux command -v setpriv
# Chinese characters, which the terminal and the dashboard show
need fonts-wqy-zenhei sh -c 'fc-list :lang=zh | grep -q .'

if [ ${#missing[@]} -eq 0 ]; then
  echo "nothing is missing"
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
  echo "These packages are missing, and only root on a Debian can install them: ${missing[*]}" >&2
  exit 1
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq < /dev/null
apt-get install -y -qq --no-install-recommends "${missing[@]}" < /dev/null
