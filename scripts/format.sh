#!/usr/bin/env bash
# Whether the C++ sources are laid out as .clang-format says, or makes them so.
#     scripts/format.sh --check|--fix [FILE...]        (no file named: all that git knows or would)
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1-}
shift || true
case $mode in
--check) action=(--dry-run -Werror) ;;
--fix) action=(-i) ;;
*)
    echo "usage: scripts/format.sh --check|--fix [FILE...]" >&2
    exit 2
    ;;
esac
scripts/install-packages.sh check
files=("$@")
[ $# -gt 0 ] || mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.cpp' '*.h')
exec clang-format-14 "${action[@]}" "${files[@]}"
