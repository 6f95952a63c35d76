#!/bin/sh
# Runs a command with LATCHKEY_ENGINE at ministack's DynamoDB:
#   with-ministack.sh <python that has it> <command> ...
set -eu
python=$1
shift
folder=$(mktemp -d)
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
BIND_HOST=127.0.0.1 GATEWAY_PORT=$port IOT_MTLS_ENABLED=0 SFTP_ENABLED=0 HOME=$folder TMPDIR=$folder \
  "$python" -m ministack >"$folder/log" 2>&1 &
engine=$!
trap 'kill $engine; wait $engine || true; rm -r "$folder"' EXIT
until curl --silent --output /dev/null "http://127.0.0.1:$port/_ministack/health"; do
  kill -0 $engine || { cat "$folder/log"; exit 1; }
  sleep 0.1
done
LATCHKEY_ENGINE="http://127.0.0.1:$port" "$@"
