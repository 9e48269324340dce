# Completion of aegisx-sitectl for bash; installed below share/bash-completion/completions.

# Names and codes of the sites on this computer. Asks the program only where it has a list already.
_aegisx_sitectl_sites() {
    local data=${AEGISX_DATA_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/AegisX/aegisx-site-manager}
    [ -e "$data/sites.sqlite" ] || return
    local value
    while IFS= read -r value; do
        if [[ $value == "$2"* ]]; then
            COMPREPLY+=("$(printf '%q' "$value")")
        fi
    done < <("${1/#\~/$HOME}" --json sites list 2> /dev/null \
        | sed -n 's/^ *"\(code\|name\|nameEn\)": "\([^"\\]\{1,\}\)",\{0,1\}$/\2/p')
}

_aegisx_sitectl() {
    local program=$1
    local everywhere="--site --url --env --modules --json --lang --yes --confirm-site --help"
    local current=${COMP_WORDS[COMP_CWORD]}
    local previous=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    # bash takes "--env=x" apart into three words.
    if [ "$current" = = ]; then
        current=
    elif [ "$previous" = = ]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi

    case $previous in
    --env)
        compopt -o filenames 2> /dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --modules | --in)
        compopt -o filenames 2> /dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        return
        ;;
    --format)
        mapfile -t COMPREPLY < <(compgen -W "text json sarif" -- "$current")
        return
        ;;
    --kind)
        mapfile -t COMPREPLY < <(compgen -W "schema enum table transaction view function index other" -- "$current")
        return
        ;;
    --lang)
        mapfile -t COMPREPLY < <(compgen -W "th en" -- "$current")
        return
        ;;
    --environment)
        mapfile -t COMPREPLY < <(compgen -W "production test practice" -- "$current")
        return
        ;;
    --site)
        _aegisx_sitectl_sites "$program" "$current"
        return
        ;;
    --url | --database | --confirm-site | --to | --batches | --batch | --reason | --name-en | --code | --title-en | --title-th | --user-name | --email | --first-name | --last-name)
        return
        ;;
    esac

    # The verb, or the two words of it, before the cursor.
    local verb="" at word
    for ((at = 1; at < COMP_CWORD; at++)); do
        word=${COMP_WORDS[at]}
        case $word in
        --site | --confirm-site | --url | --env | --modules | --lang | --to | --batches | --batch | --reason | --name-en | --code | --environment | --format | --database | --title-en | --title-th | --kind | --in | --user-name | --email | --first-name | --last-name)
            at=$((at + 1))
            [ "${COMP_WORDS[at]-}" != = ] || at=$((at + 1))
            ;;
        -*) ;;
        *)
            case $verb in
            "") verb=$word ;;
            practice | sites | environment | new) verb="$verb $word" ;;
            esac
            ;;
        esac
    done

    local words="" options=""
    case $verb in
    "")
        words="status check evidence migrate rollback seed unlock mark-completed mark-pending locks stop-session move-table misplaced create-administrator lint new environment practice sites"
        options="--version"
        ;;
    environment) words="set" ;;
    "environment set")
        words="production test practice"
        options="--dry-run"
        ;;
    practice) words="start stop status reset upgrade" ;;
    sites) words="list add remove test" ;;
    migrate) options="--to --step-by-step --dry-run --sql" ;;
    rollback) options="--batches --to --all --all-modules --dry-run --sql" ;;
    seed) options="--force --dry-run --sql" ;;
    unlock) options="--force --dry-run" ;;
    evidence) options="--all" ;;
    mark-completed) options="--provable --batch --reason --dry-run" ;;
    mark-pending) options="--provable --reason --dry-run" ;;
    stop-session) options="--end --dry-run" ;;
    create-administrator) options="--user-name --email --first-name --last-name --password-stdin --dry-run --sql" ;;
    move-table) options="--to --dry-run --sql" ;;
    new) words="module migration" ;;
    "new module") options="--title-en --title-th --in" ;;
    "new migration") options="--kind --in" ;;
    lint) options="--format --database --practice --rules" ;;
    "sites add") options="--name-en --code --environment --keep-password" ;;
    esac
    case "$verb $current" in
    *" -"*) mapfile -t COMPREPLY < <(compgen -W "$options $everywhere" -- "$current") ;;
    "lint "*)
        compopt -o filenames 2> /dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        ;;
    "sites remove "* | "sites test "*) _aegisx_sitectl_sites "$program" "$current" ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
    esac
}

complete -F _aegisx_sitectl aegisx-sitectl
