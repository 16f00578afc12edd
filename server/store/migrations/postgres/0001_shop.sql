-- Main over PostgreSQL. The SQLite twin of this file has the same tables, columns and indexes.

-- catalogue

CREATE TABLE garments (
    slug     TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    garment  JSONB NOT NULL
);

CREATE TABLE variants (
    id       UUID PRIMARY KEY,
    garment  TEXT NOT NULL REFERENCES garments (slug),
    dye      TEXT NOT NULL,
    size     TEXT NOT NULL,
    position BIGINT NOT NULL,
    UNIQUE (garment, dye, size)
);

-- order

CREATE TABLE stock (
    variant_id UUID PRIMARY KEY,
    on_hand    BIGINT NOT NULL CHECK (on_hand >= 0),
    held       BIGINT NOT NULL CHECK (held >= 0 AND held <= on_hand)
);

CREATE TABLE drafts (
    id         UUID PRIMARY KEY,
    session_id UUID NOT NULL,
    lines      JSONB NOT NULL,
    fields     JSONB NOT NULL,
    errors     JSONB NOT NULL,
    refused    TEXT,
    order_id   UUID,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX drafts_of_session ON drafts (session_id, created_at);
CREATE INDEX drafts_by_age ON drafts (created_at);

CREATE TABLE orders (
    id            UUID PRIMARY KEY,
    number        TEXT NOT NULL UNIQUE,
    session_id    UUID NOT NULL,
    network       BIGINT CHECK (network IS NULL OR state IN ('awaiting_payment', 'paying')), -- its buyer's
    version       BIGINT NOT NULL,
    state         TEXT NOT NULL,
    attempt_id    UUID,
    checkout_key  UUID NOT NULL UNIQUE,
    details       JSONB NOT NULL,
    total         BIGINT NOT NULL,
    currency      TEXT NOT NULL,
    held_until    TIMESTAMPTZ NOT NULL,
    since         TIMESTAMPTZ NOT NULL,
    attempts      BIGINT NOT NULL,
    busy_extended BOOLEAN NOT NULL,
    last_failure  JSONB,
    paid_by       UUID,
    refunds       JSONB NOT NULL,
    delivered_at  TIMESTAMPTZ,
    cancel_reason JSONB,
    opened_at     TIMESTAMPTZ NOT NULL
);
CREATE INDEX orders_unpaid ON orders (session_id) WHERE state IN ('awaiting_payment', 'paying');
CREATE INDEX orders_unpaid_nearby ON orders (network) WHERE network IS NOT NULL;
CREATE INDEX orders_overdue ON orders (held_until) WHERE state = 'awaiting_payment';
CREATE INDEX orders_waiting ON orders (since) WHERE state IN ('paying', 'cancel_pending');
CREATE INDEX orders_delivered ON orders (delivered_at) WHERE state = 'paid' AND delivered_at IS NOT NULL;

-- payment

CREATE TABLE attempts (
    id        UUID PRIMARY KEY,
    order_id  UUID NOT NULL,
    version   BIGINT NOT NULL,
    state     TEXT NOT NULL,
    token     UUID NOT NULL,
    amount    BIGINT NOT NULL,
    currency  TEXT NOT NULL,
    failure   JSONB,
    code      TEXT,
    reference TEXT,
    sent_at   TIMESTAMPTZ NOT NULL,
    since     TIMESTAMPTZ NOT NULL,
    ask_at    TIMESTAMPTZ,
    asks      BIGINT NOT NULL
);
CREATE UNIQUE INDEX attempts_one_open ON attempts (order_id)
    WHERE state IN ('sent', 'action_needed', 'unknown', 'approved');
CREATE INDEX attempts_of_order ON attempts (order_id);
CREATE INDEX attempts_to_ask ON attempts (ask_at) WHERE ask_at IS NOT NULL;

CREATE TABLE refunds (
    id           UUID PRIMARY KEY,
    order_id     UUID NOT NULL,
    attempt_id   UUID NOT NULL REFERENCES attempts (id),
    version      BIGINT NOT NULL,
    state        TEXT NOT NULL,
    amount       BIGINT NOT NULL CHECK (amount > 0),
    currency     TEXT NOT NULL,
    reason       JSONB NOT NULL,
    tries        BIGINT NOT NULL,
    sent_at      TIMESTAMPTZ,
    key_since    TIMESTAMPTZ,
    next_at      TIMESTAMPTZ,
    failures     BIGINT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE INDEX refunds_due ON refunds (next_at) WHERE next_at IS NOT NULL;

-- shipping

CREATE TABLE shipments (
    order_id    UUID PRIMARY KEY,
    version     BIGINT NOT NULL,
    state       TEXT NOT NULL,
    details     JSONB, -- NULL only for a tombstone
    carrier     TEXT,
    tracking    TEXT,
    hold_reason TEXT,
    search      TEXT NOT NULL, -- what the queue's search looks in, in lower case
    placed_at   TIMESTAMPTZ NOT NULL,
    since       TIMESTAMPTZ NOT NULL,
    changed_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX shipments_by_state ON shipments (state, placed_at, order_id);
CREATE INDEX shipments_by_change ON shipments (changed_at);

-- customer

CREATE TABLE sessions (
    id           UUID PRIMARY KEY,
    hash         TEXT NOT NULL UNIQUE,
    seller_until TIMESTAMPTZ,
    created_at   TIMESTAMPTZ NOT NULL,
    seen_at      TIMESTAMPTZ NOT NULL
);

CREATE TABLE seller_links (
    hash    TEXT PRIMARY KEY,
    expires TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);

-- events

CREATE TABLE order_streams (
    order_id UUID PRIMARY KEY,
    seq      BIGINT NOT NULL
);

CREATE TABLE outbox (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id UUID NOT NULL UNIQUE,
    order_id UUID NOT NULL,
    seq      BIGINT NOT NULL,
    version  BIGINT NOT NULL,
    name     TEXT NOT NULL,
    audience TEXT NOT NULL,
    at       TIMESTAMPTZ NOT NULL,
    trace    TEXT,
    event    JSONB NOT NULL,
    UNIQUE (order_id, seq)
);

-- The same events once more: these stay when the outbox drops a day.
CREATE TABLE timeline (
    order_id UUID NOT NULL,
    seq      BIGINT NOT NULL,
    name     TEXT NOT NULL,
    at       TIMESTAMPTZ NOT NULL,
    payload  JSONB NOT NULL,
    PRIMARY KEY (order_id, seq)
);

CREATE TABLE consumers (
    name   TEXT PRIMARY KEY,
    paused BOOLEAN NOT NULL
);
INSERT INTO consumers (name, paused) VALUES ('order', FALSE), ('payment', FALSE), ('shipping', FALSE), ('mypage', FALSE);

-- What a consumer has still to do. next_at stands only while a rejected one waits for its next try.
CREATE TABLE deliveries (
    consumer  TEXT NOT NULL,
    position  BIGINT NOT NULL,
    order_id  UUID NOT NULL,
    partition BIGINT NOT NULL,
    attempts  BIGINT NOT NULL DEFAULT 0,
    next_at   TIMESTAMPTZ,
    parked_at TIMESTAMPTZ,
    reason    TEXT,
    PRIMARY KEY (consumer, position)
);
-- Whole, so that what holds an order back is found here and not by walking all that comes before it.
CREATE INDEX deliveries_rejected ON deliveries (consumer, order_id, position, attempts, parked_at, next_at)
    WHERE attempts > 0;

CREATE TABLE progress (
    consumer TEXT NOT NULL,
    order_id UUID NOT NULL,
    seq      BIGINT NOT NULL,
    PRIMARY KEY (consumer, order_id)
);

CREATE TABLE alerts (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id UUID NOT NULL,
    at       TIMESTAMPTZ NOT NULL,
    text     TEXT NOT NULL,
    seen     BOOLEAN NOT NULL
);
