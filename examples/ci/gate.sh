#!/bin/sh
# The regression gate for any CI service: measures this checkout against the commit that it branched from, on this machine,
# within a fixed time, and ends with 0 when it did not become slower. Run it at the top of the checkout, with Node, npm, make
# and the whole history (no shallow clone).
#
#   GATE_BASE=<commit>           compare with this one; default: where HEAD left the main branch, on main the commit before
#   GATE_SCENARIO=<name, file>   default: ci
#   GATE_BUDGET=<duration>       for measuring, without the builds; default: 5m
#   GATE_INCONCLUSIVE=fail       "cannot tell" fails the job too; default: pass
#   GATE_FLAGS='<flags>'         more flags of "streamstock ab", such as --accept-outcomes
#
# What was measured is in runs/comparisons: keep it as an artifact.
set -u

say() { printf 'gate: %s\n' "$*" >&2; }

# make reports 2 for any failure; the command itself says which it was.
make --no-print-directory build || { say 'could not run: this checkout does not build.'; exit 95; }

# GATE_COMMAND and GATE_FLAGS are several words.
# shellcheck disable=SC2086
${GATE_COMMAND:-node dist/simulator/cli.js} ab "${GATE_SCENARIO:-ci}" ${GATE_BASE:+--base "$GATE_BASE"} --head . \
  --budget "${GATE_BUDGET:-5m}" ${GATE_FLAGS:-}
code=$?

case $code in
  0) say 'passed: no gated metric became slower.' ;;
  90) say 'FAILED: incorrect. Events were lost, or outcomes changed; if they were meant to, add --accept-outcomes.' ;;
  91) say 'FAILED: slower. The table above says which metric, by how much and how surely.' ;;
  92)
    if [ "${GATE_INCONCLUSIVE:-pass}" = fail ]; then
      say 'FAILED: cannot tell, and GATE_INCONCLUSIVE=fail. Measure for longer (GATE_BUDGET), or on a quieter machine.'
    else
      say 'passed with a warning: cannot tell. Measure for longer (GATE_BUDGET), or on a quieter machine.'
      code=0
    fi
    ;;
  95) say 'could not run: see above. Nothing was concluded.' ;;
  105) say 'interrupted: nothing was concluded.' ;;
  *) say "could not run: exit code $code, see docs/errors.md." ;;
esac
exit $code
