#!/bin/sh
# Begins with the Node that comes with the program: whatever else this machine has does not matter.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
node=$here/node_modules/.bin/node
if [ ! -x "$node" ]; then
  echo "$node is missing. In a checkout of the sources: npm ci && npm run build" >&2
  exit 1
fi
exec "$node" "$here/install/main.ts" "$@"
