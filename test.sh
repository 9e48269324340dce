#!/usr/bin/env bash
# Builds everything and runs the tests. Installs the packages that are missing.
#     ./test.sh [OPTION...]        the options go to ctest: -L unit, -R name, -N ...
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"

scripts/install-packages.sh build run test
cmake --preset dev -DBUILD_TESTING=ON
cmake --build build/dev

export LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen
exec ctest --preset dev --parallel 2 --no-label-summary "$@"
