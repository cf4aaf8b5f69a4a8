#!/usr/bin/env bash
# Starts what the service needs on one machine.
#
# Usage: scripts/local_services.sh [--keep]
set -euo pipefail

STORE_PORT="${STORE_PORT:-9000}"

rabbitmq-server --config infra/queue.conf --port 5672 &
minio server data \
  --address localhost:"$STORE_PORT" &

until curl --silent http://localhost:9000/minio/health/live; do sleep 1; done
wait
