#!/usr/bin/env bash
# Runs clazy, which knows the mistakes one makes with Qt; any warning fails it.
#     scripts/clazy.sh [FILE...]       (no file named: every source of core, cli, app and ui)
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-packages.sh build check
[ -e build/dev/compile_commands.json ] || cmake --preset dev > /dev/null
files=("$@")
[ $# -gt 0 ] || mapfile -t files < <(git ls-files 'core/*.cpp' 'cli/*.cpp' 'app/*.cpp' 'ui/*.cpp')
# All of level 1, without:
#  qstring-ref: it wants QStringRef, which Qt 6 no longer has.
#  strict-iterators: Qt 6's own erase() takes a const_iterator and is handed the result of begin().
checks=level1,no-qstring-ref,no-strict-iterators
printf '%s\0' "${files[@]}" \
    | xargs -0 -n 4 -P 2 clazy-standalone -p build/dev --checks="$checks" --extra-arg=-Werror \
        --ignore-dirs='^/usr/|/build/'
