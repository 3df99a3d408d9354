#!/usr/bin/env bash
# Prints the Debian mirror that this machine's own apt sources name, as apt itself has read them.
set -euo pipefail

codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
# security and update suites have other names, third parties other components or suites
apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
  awk -v codename="$codename" '
    $3 == "main" && ($2 == codename || $2 ~ /^(stable|oldstable|testing|unstable|sid|trixie)$/) {
      sub(/\/$/, "", $1); print $1; found = 1; exit
    }
    END { exit !found }' ||
  { echo "no Debian mirror is named in this machine's apt sources (wanted: suite '$codename', main)" >&2; exit 1; }
