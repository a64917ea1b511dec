#!/bin/sh
# Installs Chromium from Debian's packages, for the tests of the page; needs root.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
apt-get install --quiet --yes --no-install-recommends chromium
