#!/bin/sh
# Installs PostgreSQL's server from Debian's or Ubuntu's packages, for the tests; needs root.
# No database is made and nothing is started: the tests do that, in a folder of their own.
set -eu
settings=/etc/postgresql-common/createcluster.conf
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
apt-get install --quiet --yes --no-install-recommends postgresql-common
sed -i 's/^#* *create_main_cluster.*/create_main_cluster = false/' "$settings"
apt-get install --quiet --yes --no-install-recommends postgresql
