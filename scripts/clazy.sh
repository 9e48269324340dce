#!/usr/bin/env bash
# Runs clazy, which knows the mistakes one makes with Qt; any warning fails it.
#     scripts/clazy.sh [FILE...]       (no file named: every source of core, cli, app and ui)
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-packages.sh build check
[ -e build/dev/compile_commands.json ] || cmake --preset dev > /dev/null
files=("$@")
[ $# -gt 0 ] || mapfile -t files < <(git ls-files 'core/*.cpp' 'cli/*.cpp' 'app/*.cpp' 'ui/*.cpp')
# All of level 1. A check that is to be left out stands here as ",no-NAME", with the reason above.
checks=level1
printf '%s\0' "${files[@]}" \
    | xargs -0 -n 4 -P 2 clazy-standalone -p build/dev --checks="$checks" --extra-arg=-Werror \
        --ignore-dirs='^/usr/|/build/'
