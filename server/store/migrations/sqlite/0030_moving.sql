-- All that was carried over from another database. The PostgreSQL twin of this file has the same tables and columns.

-- The move into this database, if it was filled by one. Until finished_at stands it is half a shop, and nobody serves it.
CREATE TABLE moves (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    source      TEXT NOT NULL, -- its address, without passwords
    begun_at    TEXT NOT NULL,
    finished_at TEXT
) STRICT;

-- How far each table is: the rows that were copied, and the key of the last one.
CREATE TABLE moving (
    name     TEXT PRIMARY KEY,
    copied   INTEGER NOT NULL,
    last_key TEXT
) STRICT;
