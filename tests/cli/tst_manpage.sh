#!/usr/bin/env bash
# The manual page against the program's own help, and whether it is well-formed.
#     tst_manpage.sh PROGRAM PAGE [LEAST]      (LEAST: options that are there at least)
set -euo pipefail
export LC_ALL=C.UTF-8
program=$1
page=$2
least=${3-31}

failures=0
fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

verbs_in_help() { "$program" --lang en "$@" --help | sed -n '/^Subcommands:/,$ s/^  \([a-z-]\{1,\}\) .*/\1/p'; }

warnings=$(groff -man -ww -z -Tutf8 -Kutf8 "$page" 2>&1)
[ -z "$warnings" ] || fail "groff: $warnings"

version=$("$program" --version | sed 's/.* //')
grep -q "^\.TH .*AegisX Site Manager $version\"" "$page" || fail "the page is not of version $version"

entries=$(grep -A1 '^\.TP' "$page")
checks=0
for verb in "" $(verbs_in_help); do
    # shellcheck disable=SC2086 # no verb: no argument
    for second in "" $([ -z "$verb" ] || verbs_in_help "$verb"); do
        name="$verb${second:+ $second}"
        # "practice start|stop|...": the second words may share a line.
        [ -z "$verb" ] || grep -qE "^\.BR? \"?${verb//-/\\\\-}\b.*\b$second\b" "$page" || fail "verb not there: $name"
        # shellcheck disable=SC2086
        options=$("$program" --lang en $name --help | sed -n 's/^  \(-[a-z],\)\{0,1\}\(--[a-z-]*\).*/\2/p')
        for option in $options; do
            checks=$((checks + 1))
            # An entry of its own, not only a mention; the page writes \-\-dry\-run.
            grep -qE "^\.B[IR]? (\\\\-[a-z] \", \" )?${option//-/\\\\-}( |\$)" <<< "$entries" || fail "option not there: $name $option"
        done
    done
done
echo "$checks options, $failures failures"
[ "$checks" -ge "$least" ] && [ $failures -eq 0 ]
