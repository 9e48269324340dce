#!/bin/sh
# Runs a command under a session bus of its own with an unlocked Secret Service (gnome-keyring),
# in a temporary home; ends what it started and answers the command's exit code.
#     with-keyring.sh COMMAND [ARGUMENT...]
set -u

if [ "${AEGISX_KEYRING_HOME-}" = "" ]; then
    AEGISX_KEYRING_HOME=$(mktemp -d) || exit 1
    trap 'rm -rf "$AEGISX_KEYRING_HOME"' EXIT
    trap 'exit 130' INT TERM HUP
    export AEGISX_KEYRING_HOME
    export HOME="$AEGISX_KEYRING_HOME"
    export XDG_DATA_HOME="$HOME/data" XDG_CONFIG_HOME="$HOME/config" XDG_CACHE_HOME="$HOME/cache"
    export XDG_RUNTIME_DIR="$HOME/run"
    unset DISPLAY WAYLAND_DISPLAY XDG_CURRENT_DESKTOP DESKTOP_SESSION DBUS_SESSION_BUS_ADDRESS
    mkdir -m 700 "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR"
    dbus-run-session -- "$0" "$@"
    exit $?
fi

# Its standard input is the keyring's password, which also unlocks it.
printf 'test' | gnome-keyring-daemon --unlock --foreground --components=secrets \
    > "$AEGISX_KEYRING_HOME/keyring.log" 2>&1 &
keyring=$!
trap 'kill "$keyring" 2> /dev/null; wait "$keyring" 2> /dev/null' EXIT
if ! gdbus wait --session --timeout 20 org.freedesktop.secrets; then
    echo "with-keyring.sh: the Secret Service did not start:" >&2
    cat "$AEGISX_KEYRING_HOME/keyring.log" >&2
    exit 1
fi
"$@"
