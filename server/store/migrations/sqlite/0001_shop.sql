-- Main over SQLite. Ids are BLOBs of 16 bytes, times RFC 3339 texts in UTC (they sort as they passed), JSON is
-- text, booleans 0 and 1. The PostgreSQL twin of this file has the same tables, columns and indexes.

-- catalogue

CREATE TABLE garments (
    slug     TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    garment  TEXT NOT NULL
) STRICT;

CREATE TABLE variants (
    id       BLOB PRIMARY KEY,
    garment  TEXT NOT NULL REFERENCES garments (slug),
    dye      TEXT NOT NULL,
    size     TEXT NOT NULL,
    position INTEGER NOT NULL,
    UNIQUE (garment, dye, size)
) STRICT;

-- order

CREATE TABLE stock (
    variant_id BLOB PRIMARY KEY,
    on_hand    INTEGER NOT NULL CHECK (on_hand >= 0),
    held       INTEGER NOT NULL CHECK (held >= 0 AND held <= on_hand)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    id         BLOB PRIMARY KEY,
    session_id BLOB NOT NULL,
    lines      TEXT NOT NULL,
    fields     TEXT NOT NULL,
    errors     TEXT NOT NULL,
    refused    TEXT,
    order_id   BLOB,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX drafts_of_session ON drafts (session_id, created_at);
CREATE INDEX drafts_by_age ON drafts (created_at);

CREATE TABLE orders (
    id            BLOB PRIMARY KEY,
    number        TEXT NOT NULL UNIQUE,
    session_id    BLOB NOT NULL,
    network       INTEGER CHECK (network IS NULL OR state IN ('awaiting_payment', 'paying')), -- its buyer's
    version       INTEGER NOT NULL,
    state         TEXT NOT NULL,
    attempt_id    BLOB,
    checkout_key  BLOB NOT NULL UNIQUE,
    details       TEXT NOT NULL,
    total         INTEGER NOT NULL,
    currency      TEXT NOT NULL,
    held_until    TEXT NOT NULL,
    since         TEXT NOT NULL,
    attempts      INTEGER NOT NULL,
    busy_extended INTEGER NOT NULL,
    last_failure  TEXT,
    paid_by       BLOB,
    refunds       TEXT NOT NULL,
    delivered_at  TEXT,
    cancel_reason TEXT,
    opened_at     TEXT NOT NULL
) STRICT;
CREATE INDEX orders_unpaid ON orders (session_id) WHERE state IN ('awaiting_payment', 'paying');
CREATE INDEX orders_unpaid_nearby ON orders (network) WHERE network IS NOT NULL;
CREATE INDEX orders_overdue ON orders (held_until) WHERE state = 'awaiting_payment';
CREATE INDEX orders_waiting ON orders (since) WHERE state IN ('paying', 'cancel_pending');
CREATE INDEX orders_delivered ON orders (delivered_at) WHERE state = 'paid' AND delivered_at IS NOT NULL;

-- payment

CREATE TABLE attempts (
    id        BLOB PRIMARY KEY,
    order_id  BLOB NOT NULL,
    version   INTEGER NOT NULL,
    state     TEXT NOT NULL,
    token     BLOB NOT NULL,
    amount    INTEGER NOT NULL,
    currency  TEXT NOT NULL,
    failure   TEXT,
    code      TEXT,
    reference TEXT,
    sent_at   TEXT NOT NULL,
    since     TEXT NOT NULL,
    ask_at    TEXT,
    asks      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX attempts_one_open ON attempts (order_id)
    WHERE state IN ('sent', 'action_needed', 'unknown', 'approved');
CREATE INDEX attempts_of_order ON attempts (order_id);
CREATE INDEX attempts_to_ask ON attempts (ask_at) WHERE ask_at IS NOT NULL;

CREATE TABLE refunds (
    id           BLOB PRIMARY KEY,
    order_id     BLOB NOT NULL,
    attempt_id   BLOB NOT NULL REFERENCES attempts (id),
    version      INTEGER NOT NULL,
    state        TEXT NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    currency     TEXT NOT NULL,
    reason       TEXT NOT NULL,
    tries        INTEGER NOT NULL,
    sent_at      TEXT,
    key_since    TEXT,
    next_at      TEXT,
    failures     INTEGER NOT NULL,
    requested_at TEXT NOT NULL
) STRICT;
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE INDEX refunds_due ON refunds (next_at) WHERE next_at IS NOT NULL;

-- shipping

CREATE TABLE shipments (
    order_id    BLOB PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    details     TEXT, -- NULL only for a tombstone
    carrier     TEXT,
    tracking    TEXT,
    hold_reason TEXT,
    search      TEXT NOT NULL, -- what the queue's search looks in, in lower case
    placed_at   TEXT NOT NULL,
    since       TEXT NOT NULL,
    changed_at  TEXT NOT NULL
) STRICT;
CREATE INDEX shipments_by_state ON shipments (state, placed_at, order_id);
CREATE INDEX shipments_by_change ON shipments (changed_at);

-- customer

CREATE TABLE sessions (
    id           BLOB PRIMARY KEY,
    hash         TEXT NOT NULL UNIQUE,
    seller_until TEXT,
    created_at   TEXT NOT NULL,
    seen_at      TEXT NOT NULL
) STRICT;

CREATE TABLE seller_links (
    hash    TEXT PRIMARY KEY,
    expires TEXT NOT NULL,
    used_at TEXT
) STRICT;

-- events

CREATE TABLE order_streams (
    order_id BLOB PRIMARY KEY,
    seq      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id BLOB NOT NULL UNIQUE,
    order_id BLOB NOT NULL,
    seq      INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    name     TEXT NOT NULL,
    audience TEXT NOT NULL,
    at       TEXT NOT NULL,
    trace    TEXT,
    event    TEXT NOT NULL,
    UNIQUE (order_id, seq)
) STRICT;

-- The same events once more: these stay when the outbox drops a day.
CREATE TABLE timeline (
    order_id BLOB NOT NULL,
    seq      INTEGER NOT NULL,
    name     TEXT NOT NULL,
    at       TEXT NOT NULL,
    payload  TEXT NOT NULL,
    PRIMARY KEY (order_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE consumers (
    name   TEXT PRIMARY KEY,
    paused INTEGER NOT NULL
) STRICT;
INSERT INTO consumers (name, paused) VALUES ('order', 0), ('payment', 0), ('shipping', 0), ('mypage', 0);

-- What a consumer has still to do. next_at stands only while a rejected one waits for its next try.
CREATE TABLE deliveries (
    consumer  TEXT NOT NULL,
    position  INTEGER NOT NULL,
    order_id  BLOB NOT NULL,
    partition INTEGER NOT NULL,
    attempts  INTEGER NOT NULL DEFAULT 0,
    next_at   TEXT,
    parked_at TEXT,
    reason    TEXT,
    PRIMARY KEY (consumer, position)
) STRICT, WITHOUT ROWID;
-- Whole, so that what holds an order back is found here and not by walking all that comes before it.
CREATE INDEX deliveries_rejected ON deliveries (consumer, order_id, position, attempts, parked_at, next_at)
    WHERE attempts > 0;

CREATE TABLE progress (
    consumer TEXT NOT NULL,
    order_id BLOB NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (consumer, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id BLOB NOT NULL,
    at       TEXT NOT NULL,
    text     TEXT NOT NULL,
    seen     INTEGER NOT NULL
) STRICT;
