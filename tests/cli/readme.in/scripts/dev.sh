#!/bin/sh
# Usage: scripts/dev.sh
LIVE_URL="${LIVE_URL:-ws://localhost:8081}"
node server.js --port 8080 --live "$LIVE_URL"
