-- What a person settles, and the comparison of the provider's books with ours. The PostgreSQL twin of this file has the
-- same tables, columns and indexes.

-- Who did what at the desk. order_id is NULL where it concerns no order; who is `seller:` and a session.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT NOT NULL,
    who      TEXT NOT NULL,
    action   TEXT NOT NULL,
    order_id BLOB,
    subject  TEXT NOT NULL,
    text     TEXT NOT NULL
) STRICT;
CREATE INDEX audit_of_order ON audit (order_id, id) WHERE order_id IS NOT NULL;

CREATE INDEX attempts_by_reference ON attempts (reference) WHERE reference IS NOT NULL;
CREATE INDEX attempts_by_time ON attempts (sent_at);
CREATE INDEX attempts_open ON attempts (since) WHERE state IN ('unknown', 'action_needed');
CREATE INDEX refunds_refused ON refunds (requested_at) WHERE state = 'refused';
CREATE INDEX refunds_by_time ON refunds (sent_at) WHERE state = 'succeeded';

-- One row: until when the books were compared.
CREATE TABLE settlement (
    id             INTEGER PRIMARY KEY CHECK (id = 1),
    compared_until TEXT NOT NULL
) STRICT;

-- A difference between the provider's books and ours. An amount is NULL where nothing moved by that side's books.
CREATE TABLE differences (
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    order_id    BLOB,
    attempt_id  BLOB,
    refund_id   BLOB,
    reference   TEXT,
    theirs      INTEGER,
    ours        INTEGER,
    currency    TEXT NOT NULL,
    state       TEXT,
    at          TEXT NOT NULL,
    day         TEXT NOT NULL, -- its first moment
    first_seen  TEXT NOT NULL,
    last_seen   TEXT NOT NULL,
    resolved_at TEXT,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX differences_standing ON differences (first_seen) WHERE resolved_at IS NULL;
