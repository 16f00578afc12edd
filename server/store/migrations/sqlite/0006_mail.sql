-- Letters to buyers, and what mail knows of the orders that they are about. The PostgreSQL twin of this file has the
-- same tables, columns and indexes.

INSERT INTO consumers (name, paused) VALUES ('mail', 0);

-- details is NULL once the order was forgotten.
CREATE TABLE mail_orders (
    order_id BLOB PRIMARY KEY,
    details  TEXT,
    cancel   TEXT,
    refunds  TEXT NOT NULL,
    heard_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_orders_by_age ON mail_orders (heard_at) WHERE details IS NOT NULL;

-- Orders that were placed before there was mail: what happens to them now is written, too.
INSERT INTO mail_orders (order_id, details, refunds, heard_at)
SELECT o.id, o.details, '[]', o.since FROM orders o
WHERE EXISTS (SELECT 1 FROM timeline t WHERE t.order_id = o.id AND t.name = 'OrderPlaced');

-- A letter that an event caused has the event's id. due_at stands while a letter is open.
CREATE TABLE letters (
    id        BLOB PRIMARY KEY,
    version   INTEGER NOT NULL,
    order_id  BLOB,
    address   TEXT NOT NULL,
    lang      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    content   TEXT, -- NULL once a secret link in it was sent
    has_link  INTEGER NOT NULL,
    state     TEXT NOT NULL,
    due_at    TEXT,
    tries     INTEGER NOT NULL,
    unknowns  INTEGER NOT NULL,
    said      TEXT,
    queued_at TEXT NOT NULL,
    since     TEXT NOT NULL
) STRICT;
CREATE INDEX letters_due ON letters (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX letters_of_order ON letters (order_id, queued_at) WHERE order_id IS NOT NULL;
CREATE INDEX letters_by_time ON letters (queued_at);
CREATE INDEX letters_failed ON letters (since) WHERE state IN ('refused', 'unsure');
CREATE INDEX letters_ended ON letters (since) WHERE due_at IS NULL;
