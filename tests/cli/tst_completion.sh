#!/usr/bin/env bash
# The completion for bash against the program's own help.
#     tst_completion.sh PROGRAM COMPLETION
set -euo pipefail
export LC_ALL=C.UTF-8 LANG=C.UTF-8
program=$1
# shellcheck source=/dev/null
source "$2"

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export AEGISX_DATA_DIR=$home/data HOME=$home
mkdir "$home/data"

failures=0
checks=0
expect() { # WHAT EXPECTED ACTUAL
    checks=$((checks + 1))
    if [ "$2" != "$3" ]; then
        printf 'FAIL: %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3"
        failures=$((failures + 1))
    fi
}

sorted() { tr ' ' '\n' | sed '/^$/d' | sort -u | tr '\n' ' ' | sed 's/ $//'; }

# The offers behind these words, of which the last is the one being typed.
raw_offers() {
    COMP_WORDS=("$program" "$@")
    COMP_CWORD=$#
    _aegisx_sitectl "$program"
    printf '%s\n' "${COMPREPLY[@]-}"
}
offers() { raw_offers "$@" | sorted; }

# The long options, or the verbs, that the program's help names for a verb.
options_in_help() { "$program" --lang en "$@" --help | sed -n 's/^  \(-[a-z],\)\{0,1\}\(--[a-z-]*\).*/\2/p' | sorted; }
verbs_in_help() { "$program" --lang en "$@" --help | sed -n '/^Subcommands:/,$ s/^  \([a-z-]\{1,\}\) .*/\1/p' | sorted; }

global=$(options_in_help)
for verb in $(verbs_in_help); do
    further=$(verbs_in_help "$verb")
    expect "options of $verb" "$(echo "$(options_in_help "$verb") ${global/--version/}" | sorted)" "$(offers "$verb" --)"
    if [ -n "$further" ]; then
        expect "verbs of $verb" "$further" "$(offers "$verb" "")"
        for second in $further; do
            expect "options of $verb $second" \
                "$(echo "$(options_in_help "$verb" "$second") ${global/--version/}" | sorted)" \
                "$(offers "$verb" "$second" --)"
        done
    fi
done
expect "verbs" "$(verbs_in_help)" "$(offers "")"
expect "global options" "$global" "$(offers --)"
expect "a started verb" "migrate" "$(offers mig)"
expect "a verb behind options" "migrate" "$(offers --json --site X --modules = Y mig)"
expect "nothing behind a module" "" "$(offers status core "")"
expect "languages" "en th" "$(offers --lang "")"
expect "languages behind =" "th" "$(offers --lang = t)"
expect "environments" "practice production test" "$(offers sites add X --environment "")"
expect "environments to set" "practice production test" "$(offers environment set "")"
expect "no site list yet" "" "$(offers --site "")"
expect "completing makes no file" "" "$(ls "$AEGISX_DATA_DIR")"

touch "$home/a.env" && mkdir "$home/modules"
cd "$home"
expect "files" "a.env" "$(offers --env a)"
expect "formats of lint" "json sarif text" "$(offers lint --format "")"
expect "kinds of migrations" "table transaction" "$(offers new migration lab x --kind t)"
expect "folders of new" "modules" "$(offers new module lab --in mod)"
expect "folders of lint" "modules" "$(offers lint mod)"
expect "folders" "modules" "$(offers --modules mod)"

"$program" --url "host=localhost dbname=x user=u" sites add "North" --code 10999 > "$home/added"
"$program" --url "host=localhost dbname=x user=u" sites add "Two words" --code 20999 > "$home/added"
expect "codes of sites" "10999" "$(offers --site 1)"
expect "names of sites" "North" "$(offers sites test N)"
expect "a name with a blank is quoted" 'Two\ words' "$(raw_offers sites remove Two)"

echo "$checks checks, $failures failures"
[ $failures -eq 0 ]
