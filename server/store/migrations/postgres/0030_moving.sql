-- All that was carried over from another database. The SQLite twin of this file has the same tables and columns.

-- The move into this database, if it was filled by one. Until finished_at stands it is half a shop, and nobody serves it.
CREATE TABLE moves (
    id          BIGINT PRIMARY KEY CHECK (id = 1),
    source      TEXT NOT NULL, -- its address, without passwords
    begun_at    TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ
);

-- How far each table is: the rows that were copied, and the key of the last one.
CREATE TABLE moving (
    name     TEXT PRIMARY KEY,
    copied   BIGINT NOT NULL,
    last_key JSONB
);
