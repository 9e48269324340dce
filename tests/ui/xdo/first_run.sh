#!/usr/bin/env bash
# The window as a new user meets it: an X server, a window manager, a keyring and an empty profile of
# its own; first_run.py then works with real key and mouse events. Ends all it started.
#     first_run.sh SITE_MANAGER SITECTL
# With AEGISX_SCREENSHOTS=FOLDER it leaves pictures of the key moments there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ -z "${AEGISX_KEYRING_HOME-}" ]; then
    exec "$here/../../support/with-keyring.sh" "${BASH_SOURCE[0]}" "$@"
fi
sitectl=$2
started=()
clean_up() {
    "$sitectl" --lang en practice stop > /dev/null 2>&1 || true
    for pid in "${started[@]}"; do
        kill "$pid" 2> /dev/null || true
        wait "$pid" 2> /dev/null || true
    done
    rm -rf "$scratch"
}
scratch=$(mktemp -d)
chmod 711 "$scratch" # of root, the practice site's server runs under another account
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
export AEGISX_PRACTICE_DIR=$scratch/practice AEGISX_DATA_DIR=$HOME/aegisx
export LC_ALL=C.UTF-8 QT_QPA_PLATFORM=xcb
unset QT_QPA_PLATFORMTHEME QT_SCALE_FACTOR

wait_for() { # until the command succeeds, 20 seconds at most
    for _ in $(seq 200); do
        if "$@" > /dev/null 2>&1; then
            return
        fi
        sleep 0.1
    done
    echo "first_run.sh: waited in vain for: $*" >&2
    exit 1
}

# Without -noreset it would begin anew after its first visitor, and take the window manager with it.
Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp -noreset 3> "$scratch/display" 2> "$scratch/xvfb.log" &
started=($! "${started[@]}")
wait_for grep -q . "$scratch/display"
DISPLAY=:$(cat "$scratch/display")
export DISPLAY
wait_for xdotool getdisplaygeometry
openbox --sm-disable --config-file /dev/null > "$scratch/openbox.log" 2>&1 &
started=($! "${started[@]}")
wait_for xdotool get_desktop # a window manager answers
# The bus of the screen readers, by which the program is looked at; it ends with the session bus.
gdbus call --session --dest org.a11y.Bus --object-path /org/a11y/bus \
    --method org.a11y.Bus.GetAddress > /dev/null
export QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1

/usr/bin/python3 -B "$here/first_run.py" "$@"
