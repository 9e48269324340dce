#!/usr/bin/env bash
# Brings tests/interop/node_modules to what package-lock.json says: the real knex and its kin,
# which the interoperability tests compare us with. Does nothing where that is so already.
set -euo pipefail
cd "$(dirname "$0")/../tests/interop"
marker=node_modules/.package-lock.json # written by npm itself at the end
if [ ! -e "$marker" ] || [ package-lock.json -nt "$marker" ]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch "$marker"
fi
