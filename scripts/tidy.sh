#!/usr/bin/env bash
# Runs clang-tidy with the checks of .clang-tidy; any warning fails it.
#     scripts/tidy.sh [FILE...]        (no file named: every source of core, cli, app and ui)
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-packages.sh build check
[ -e build/dev/compile_commands.json ] || cmake --preset dev > /dev/null
files=("$@")
[ $# -gt 0 ] || mapfile -t files < <(git ls-files 'core/*.cpp' 'cli/*.cpp' 'app/*.cpp' 'ui/*.cpp')
printf '%s\0' "${files[@]}" \
    | xargs -0 -n 1 -P 2 clang-tidy-14 -p build/dev --quiet --warnings-as-errors='*'
