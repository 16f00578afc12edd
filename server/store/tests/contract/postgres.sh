#!/bin/sh
# A PostgreSQL server in the directory $1, for tests alone: quick rather than safe, what they write need not survive the
# machine. Says `ready`, or what went wrong, and then waits for the end of its input, which comes when the tests' process
# is gone, however it went. Then it stops the server and clears up.
trap '' INT
initdb -D "$1/data" -U hanbeol -A trust -E UTF8 --locale=C --no-sync >"$1/log" 2>&1 &&
pg_ctl -D "$1/data" -l "$1/log" -w -o "-k '$1' -c listen_addresses= -c fsync=off -c max_connections=400" start >>"$1/log" 2>&1 &&
echo ready || cat "$1/log"
exec 1>&- 2>&-
cat >/dev/null
pg_ctl -D "$1/data" -m immediate stop
rm -rf "$1"
