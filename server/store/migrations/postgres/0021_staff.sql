-- Who works at the desk, the owner apart. The SQLite twin of this file has the same tables, columns and indexes.

CREATE TABLE staff (
    id            UUID PRIMARY KEY,
    email         TEXT NOT NULL, -- in lower case
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    password      TEXT, -- its hash; NULL before they came and after they went
    invitation    TEXT UNIQUE, -- the hash of a token
    invited_until TIMESTAMPTZ NOT NULL,
    revoked_at    TIMESTAMPTZ,
    created_at    TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX staff_at_the_desk ON staff (email) WHERE revoked_at IS NULL;

ALTER TABLE sessions ADD COLUMN staff_id UUID; -- NULL: the owner, or nobody
CREATE INDEX sessions_of_staff ON sessions (staff_id) WHERE staff_id IS NOT NULL;
