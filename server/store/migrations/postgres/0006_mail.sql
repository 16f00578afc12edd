-- Letters to buyers, and what mail knows of the orders that they are about. The SQLite twin of this file has the
-- same tables, columns and indexes.

INSERT INTO consumers (name, paused) VALUES ('mail', FALSE);

-- details is NULL once the order was forgotten.
CREATE TABLE mail_orders (
    order_id UUID PRIMARY KEY,
    details  JSONB,
    cancel   JSONB,
    refunds  JSONB NOT NULL,
    heard_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX mail_orders_by_age ON mail_orders (heard_at) WHERE details IS NOT NULL;

-- Orders that were placed before there was mail: what happens to them now is written, too.
INSERT INTO mail_orders (order_id, details, refunds, heard_at)
SELECT o.id, o.details, '[]', o.since FROM orders o
WHERE EXISTS (SELECT 1 FROM timeline t WHERE t.order_id = o.id AND t.name = 'OrderPlaced');

-- A letter that an event caused has the event's id. due_at stands while a letter is open.
CREATE TABLE letters (
    id        UUID PRIMARY KEY,
    version   BIGINT NOT NULL,
    order_id  UUID,
    address   TEXT NOT NULL,
    lang      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    content   JSONB, -- NULL once a secret link in it was sent
    has_link  BOOLEAN NOT NULL,
    state     TEXT NOT NULL,
    due_at    TIMESTAMPTZ,
    tries     BIGINT NOT NULL,
    unknowns  BIGINT NOT NULL,
    said      TEXT,
    queued_at TIMESTAMPTZ NOT NULL,
    since     TIMESTAMPTZ NOT NULL
);
CREATE INDEX letters_due ON letters (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX letters_of_order ON letters (order_id, queued_at) WHERE order_id IS NOT NULL;
CREATE INDEX letters_by_time ON letters (queued_at);
CREATE INDEX letters_failed ON letters (since) WHERE state IN ('refused', 'unsure');
CREATE INDEX letters_ended ON letters (since) WHERE due_at IS NULL;
