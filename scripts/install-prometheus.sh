#!/bin/sh
# Installs Prometheus from Debian's or Ubuntu's packages, for the tests; needs root. Nothing is started.
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
apt-get update --quiet
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy" # packages start no services meanwhile
    chmod +x "$policy"
    trap 'rm "$policy"' EXIT
fi
apt-get install --quiet --yes --no-install-recommends prometheus
