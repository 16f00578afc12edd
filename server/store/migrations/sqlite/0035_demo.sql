-- Whether this is a demo's shop. The PostgreSQL twin of this file has the same table.

-- One row where a demo began the shop: no other demo takes a shop's letters and payments for its own.
CREATE TABLE demo (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    begun_at TEXT NOT NULL
) STRICT;
