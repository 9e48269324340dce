#!/usr/bin/env bash
# Brings translations/*.ts up to date with the texts in the sources. New texts are marked
# unfinished; texts that are gone are dropped.
set -eu
cd "$(dirname "$0")/.."
lupdate=$(command -v /usr/lib/qt6/bin/lupdate || command -v lupdate)
folders=(core cli app)
[ -d ui ] && folders+=(ui)
"$lupdate" -silent -no-obsolete -locations none -source-language en -target-language th_TH "${folders[@]}" -ts translations/aegisx_th.ts
"$lupdate" -silent -no-obsolete -locations none -pluralonly -source-language en -target-language en "${folders[@]}" -ts translations/aegisx_en.ts
