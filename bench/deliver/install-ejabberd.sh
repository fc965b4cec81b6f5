#!/bin/sh
# Installs the chat server that Parley is measured beside: ejabberd, with its archive, from Debian's own packages.
# What it does: apt-get install ejabberd (with Erlang, about 100 MB), and keeps the service that Debian would start from
# running: the bench starts its own, on a free port of 127.0.0.1, with its data in a temporary folder.
set -eu
command -v apt-get >/dev/null || { echo "ejabberd is installed from Debian's packages only, and there is no apt-get." >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "apt-get needs root: run this script as root once." >&2; exit 1; }
apt-get update -qq
RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ejabberd
if [ -d /run/systemd/system ]; then systemctl disable --now ejabberd; fi
