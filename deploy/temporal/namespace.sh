#!/bin/sh
# Makes the namespace and registers our search attributes. Safe to run again: what is there is left as it is.
#
# A workflow that sets an attribute which is not registered stands still until somebody registers it, so workers are
# started only after this has finished. TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are read by the `temporal` command.
set -eu

: "${TEMPORAL_ADDRESS:?is host:port of the Temporal server}"
: "${TEMPORAL_NAMESPACE:?is the namespace of this office}"
: "${ARYZ_RETENTION:?is how long a closed history is kept, such as 90d}"
patience=${ARYZ_PATIENCE_SECONDS:-120}

# Name and type of each, as in workflows/attributes.py; tests/deploy holds the two lists together.
attributes='
AryzPhase Keyword
AryzState Keyword
AryzRegion Keyword
AryzNextDue Datetime
AryzOverdue Bool
AryzFindings Int
AryzOpenSince Datetime
AryzHalted Bool
'

# await WHAT COMMAND...: tries once a second until COMMAND succeeds or patience ends; then shows its last words.
await() {
  what=$1
  shift
  left=$patience
  until said=$("$@" 2>&1); do
    if [ "$left" -le 0 ]; then
      echo "gave up after $patience seconds: $what. The last answer was: $said" >&2
      exit 1
    fi
    left=$((left - 1))
    sleep 1
  done
}

describe() { temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE"; }
registered() { temporal operator search-attribute list; }
has() { registered | awk '{print $1}' | grep -qx "$1"; }

await "waiting for the server at $TEMPORAL_ADDRESS" temporal operator cluster health

if describe >/dev/null 2>&1; then
  echo "namespace $TEMPORAL_NAMESPACE: there already, retention left as it is"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$ARYZ_RETENTION" \
    --description "Complaints of torture, one workflow a case"
  # The server's own list of namespaces is renewed every few seconds only.
  await "waiting until the server knows the namespace $TEMPORAL_NAMESPACE" registered
fi

echo "$attributes" | while read -r name type; do
  [ -n "$name" ] || continue
  if has "$name"; then
    echo "search attribute $name: there already"
  else
    await "registering the search attribute $name" temporal operator search-attribute create --name "$name" --type "$type"
    await "waiting until the search attribute $name is listed" has "$name"
    echo "search attribute $name ($type): registered"
  fi
done
