#!/usr/bin/env bash
# Builds the sanitizer presets and runs the whole test suite with them. Takes a while: it is no
# part of every CI run.
#     scripts/sanitizers.sh [asan|tsan]... [-- CTEST OPTION...]      (none named: both)
set -euo pipefail
cd "$(dirname "$0")/.."

presets=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    case $1 in
    asan | tsan) presets+=("$1") ;;
    *)
        echo "usage: scripts/sanitizers.sh [asan|tsan]... [-- CTEST OPTION...]" >&2
        exit 2
        ;;
    esac
    shift
done
[ $# -eq 0 ] || shift
[ ${#presets[@]} -gt 0 ] || presets=(asan tsan)

scripts/install-packages.sh build run test
export LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen
export ASAN_OPTIONS=strict_string_checks=1:check_initialization_order=1:detect_stack_use_after_return=1:suppressions=$PWD/tests/support/asan.supp
export LSAN_OPTIONS=suppressions=$PWD/tests/support/lsan.supp
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 # it would go on, and answer 0, otherwise
# Many tests start programs while they have threads. What libraries without the sanitizer copy and
# free behind locks of their own is not watched, but their pthread locks count: nothing of them
# may be ignored by called_from_lib then.
export TSAN_OPTIONS=second_deadlock_stack=1:die_after_fork=0:ignore_interceptors_accesses=1:suppressions=$PWD/tests/support/tsan.supp

failed=()
for preset in "${presets[@]}"; do
    cmake --preset "$preset" -DBUILD_TESTING=ON
    cmake --build "build/$preset"
    ctest --preset "$preset" --parallel 2 --no-label-summary "$@" || failed+=("$preset")
done
if [ ${#failed[@]} -gt 0 ]; then
    echo "Failed with: ${failed[*]}" >&2
    exit 1
fi
