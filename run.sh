#!/usr/bin/env bash
# Builds the program and does its main job: opens the window, or, without a display, upgrades the
# practice site. Installs the packages that are missing.
#     ./run.sh [OPTION...]         the options go to the program, for example --lang th
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$root/build/release
window=$build/app/aegisx-site-manager
sitectl=$build/app/aegisx-sitectl

"$root/scripts/install-packages.sh" build run
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { # the compiler's lines would push the report off the screen
    "$@" > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
}
echo "Building the program in build/release (some minutes the first time)."
quietly cmake -S "$root" --preset release -DBUILD_TESTING=OFF
if [ -t 1 ]; then
    cmake --build "$build" # one line that changes
else
    quietly cmake --build "$build"
fi
rm -f "$log"

if [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
    echo "Opening the window on the practice site."
    exec "$window" --practice "$@"
fi
echo "No display: the command line upgrades the practice site."
echo
"$sitectl" practice upgrade "$@"
echo
# "SOCKETFOLDER:PORT/DATABASE as USER" as a connection text
site=$("$sitectl" --lang en --json practice status \
    | sed -n 's|^ *"connection": "\(.*\):[0-9]*/\([^ ]*\) as \([^"]*\)".*|host=\1 dbname=\2 user=\3|p')
echo "Try next: ${sitectl#"$PWD"/} --url \"$site\" status"
