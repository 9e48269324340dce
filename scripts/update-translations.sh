#!/usr/bin/env bash
# Brings translations/*.ts (or the .ts files in FOLDER) up to date with the texts in the sources.
# New texts are marked unfinished; texts that are gone are dropped.
#     scripts/update-translations.sh [FOLDER]
set -eu
target=$(realpath "${1:-$(dirname "$0")/../translations}")
cd "$(dirname "$0")/.."
lupdate=$(command -v /usr/lib/qt6/bin/lupdate || command -v lupdate)
folders=(core cli app)
[ -d ui ] && folders+=(ui)
"$lupdate" -silent -no-obsolete -locations none -source-language en -target-language th_TH "${folders[@]}" -ts "$target/aegisx_th.ts"
"$lupdate" -silent -no-obsolete -locations none -pluralonly -source-language en -target-language en "${folders[@]}" -ts "$target/aegisx_en.ts"
