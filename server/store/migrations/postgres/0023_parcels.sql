-- What was typed at the desk and is too long for an address, and which orders have a tracking number. The SQLite twin of
-- this file has the same tables, columns and indexes.

CREATE TABLE held_forms (
    key     TEXT PRIMARY KEY,
    fields  JSONB NOT NULL,
    held_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX held_forms_by_time ON held_forms (held_at);

CREATE INDEX shipments_by_tracking ON shipments (tracking) WHERE tracking IS NOT NULL;
