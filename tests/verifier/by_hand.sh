#!/usr/bin/env bash
# Check a record of a bundle with nothing but bash, openssl, sha256sum and jq: no Python, and nothing of Aryz.
#
#   bash by_hand.sh FOLDER RECORD KEY
#
# FOLDER is an unzipped bundle, RECORD the number of a record, KEY the ledger's public key, name+id+base64.
# Ends with 0 if the record follows from its place in the tree and the tree was signed with this key.
set -euo pipefail
cd "$1"
seq=$2 key=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bytes() { printf '%b' "$(printf %s "$1" | sed 's/../\\x&/g')"; }       # hexadecimal to bytes
leaf() { { printf '\000'; cat "$1"; } | sha256sum | cut -d ' ' -f 1; }
node() { { printf '\001'; bytes "$1"; bytes "$2"; } | sha256sum | cut -d ' ' -f 1; }

# 1. The record: the bytes of its line, without the newline.
sed -n "${seq}p" records.jsonl | tr -d '\n' > "$work/record"
[ "$(jq -r .seq "$work/record")" = "$seq" ]
echo "hash of record $seq: $(sha256sum < "$work/record" | cut -d ' ' -f 1)"

# 2. The root that follows from the record and its path (RFC 9162, 2.1.3.2).
proof=$(sed -n "${seq}p" proofs.jsonl)
own=$(jq -r .index <<< "$proof")
last=$(($(sed -n 2p checkpoint.txt) - 1))
[ "$own" -le "$last" ]
found=$(leaf "$work/record")
for other in $(jq -r '.path[]' <<< "$proof"); do
  [ "$last" -gt 0 ]
  if [ $((own & 1)) = 1 ] || [ "$own" = "$last" ]; then
    found=$(node "$other" "$found")
    while [ $((own & 1)) = 0 ] && [ "$own" != 0 ]; do own=$((own >> 1)) last=$((last >> 1)); done
  else
    found=$(node "$found" "$other")
  fi
  own=$((own >> 1)) last=$((last >> 1))
done
[ "$last" = 0 ]
said=$(sed -n 3p checkpoint.txt | openssl base64 -d -A | sha256sum)
[ "$(bytes "$found" | sha256sum)" = "$said" ] || { echo "the root is another one: the record is not in this tree" >&2; exit 3; }
echo "its path leads to the root in checkpoint.txt: $found"

# 3. The signature of the ledger under the checkpoint: Ed25519, with what stands before every such key in DER.
name=$(cut -d + -f 1 <<< "$key")
[ "$(sed -n 1p checkpoint.txt)" = "$name" ]
{ bytes 302a300506032b6570032100; cut -d + -f 3- <<< "$key" | openssl base64 -d -A | tail -c 32; } > "$work/key.der"
openssl pkey -pubin -inform DER -in "$work/key.der" -out "$work/key.pem"
sed '/^$/,$d' checkpoint.txt > "$work/text"
grep -F "— $name " checkpoint.txt | head -n 1 | cut -d ' ' -f 3 | openssl base64 -d -A | tail -c 64 > "$work/signature"
openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -in "$work/text" -sigfile "$work/signature"
