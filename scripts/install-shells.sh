#!/bin/sh
# Installs zsh and fish from Debian's or Ubuntu's packages, for the tests of completion; needs root.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
apt-get install --quiet --yes --no-install-recommends zsh fish
