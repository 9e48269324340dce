#!/usr/bin/env bash
# Installs the Debian packages of scripts/packages.txt that are missing; says nothing where none is.
#     scripts/install-packages.sh GROUP...         (the groups of packages.txt: build run test check)
# As root, or as an ordinary user who may use sudo. Proxies and sources stay as they are set up.
set -euo pipefail
list=$(dirname "$0")/packages.txt

# The lines of one group, without comments: PACKAGE [command=NAME]
packages_of() {
    awk -v wanted="$1" '
        /^# group:/ { group = $3; next }
        { sub(/#.*/, "") }
        NF && group == wanted' "$list"
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

missing=()
for group in "$@"; do
    lines=$(packages_of "$group")
    if [ -z "$lines" ]; then
        echo "$0: $list has no group \"$group\"" >&2
        exit 2
    fi
    while read -r package instead; do
        if [ -n "$instead" ] && command -v "${instead#command=}" > /dev/null; then
            continue
        fi
        is_installed "$package" || missing+=("$package")
    done <<< "$lines"
done
[ ${#missing[@]} -gt 0 ] || exit 0

install=(apt-get install --yes --no-install-recommends "${missing[@]}")
give_up() {
    echo "$1 Install them yourself, as root:" >&2
    echo "    apt-get update && ${install[*]}" >&2
    exit 1
}

command -v apt-get > /dev/null || give_up "This system has no apt-get, and packages are missing."
as_root=()
if [ "$(id -u)" != 0 ]; then
    # Without a terminal nobody can type sudo's password.
    if ! command -v sudo > /dev/null || ! { [ -t 0 ] || sudo -n true 2> /dev/null; }; then
        give_up "Packages are missing, and this user may not install any."
    fi
    as_root=(sudo)
fi
# sudo drops the environment; proxies may be set there alone.
environment=(DEBIAN_FRONTEND=noninteractive)
for name in http_proxy https_proxy ftp_proxy no_proxy; do
    [ -z "${!name-}" ] || environment+=("$name=${!name}")
done

log=$(mktemp)
keep_server_quiet=/etc/postgresql-common/createcluster.d/aegisx-no-cluster.conf
quieted=no
clean_up() {
    rm -f "$log"
    if [ $quieted = yes ]; then
        "${as_root[@]}" rm -f "$keep_server_quiet"
        "${as_root[@]}" rmdir --ignore-fail-on-non-empty "$(dirname "$keep_server_quiet")"
    fi
}
trap clean_up EXIT

apt_get() {
    "${as_root[@]}" env "${environment[@]}" apt-get -q -o DPkg::Lock::Timeout=600 "$@" \
        < /dev/null >> "$log" 2>&1
}

echo "Installing Debian packages: ${missing[*]}"
# A server package makes and starts a cluster on its first installation; we want its programs only.
if [[ " ${missing[*]} " == *" postgresql-"* ]]; then
    "${as_root[@]}" mkdir -p "$(dirname "$keep_server_quiet")"
    quieted=yes
    echo "create_main_cluster = false" | "${as_root[@]}" tee "$keep_server_quiet" > /dev/null
fi
# A source that cannot be reached need not be the one that matters: install decides.
apt_get update || true
if ! apt_get install --yes --no-install-recommends "${missing[@]}"; then
    cat "$log" >&2
    give_up "The packages could not be installed."
fi
# The tests start the pooler themselves, on a socket of their own.
if [[ " ${missing[*]} " == *" pgbouncer "* ]] && [ -d /run/systemd/system ]; then
    "${as_root[@]}" systemctl --quiet disable --now pgbouncer || true
fi
