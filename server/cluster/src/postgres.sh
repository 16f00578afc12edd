#!/bin/sh
# A PostgreSQL server in the directory $1, for tests alone. $2 are more of its options; without them it is quick rather
# than safe: what tests write need not survive the machine. Says `ready`, or what went wrong. Each line of its input is a
# way to stop it (`fast`, `immediate`) and start it again, which is answered in the same way. At the end of its input,
# which comes when the tests' process is gone, however it went, it stops the server and clears up.
trap '' INT PIPE
say() { if "$@" >>"$DIRECTORY/log" 2>&1; then echo ready; else cat "$DIRECTORY/log"; fi; }
DIRECTORY=$1
options="-k '$1' -c listen_addresses= -c max_connections=400 ${2--c fsync=off}"
begin() {
    initdb -D "$DIRECTORY/data" -U hanbeol -A trust -E UTF8 --locale=C --no-sync &&
    pg_ctl -D "$DIRECTORY/data" -l "$DIRECTORY/log" -w -o "$options" start
}
say begin
while read -r mode; do
    say pg_ctl -D "$DIRECTORY/data" -l "$DIRECTORY/log" -w -m "$mode" restart
done
exec >/dev/null 2>&1
pg_ctl -D "$DIRECTORY/data" -m immediate stop
rm -rf "$DIRECTORY"
