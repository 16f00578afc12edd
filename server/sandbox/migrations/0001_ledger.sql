-- What the provider knows. Amounts are in the currency's minor unit, times in microseconds since 1970.
-- The checks say what a provider never does, so that no handler can do it by mistake.

CREATE TABLE payment_intents (
    id                 TEXT    PRIMARY KEY,
    amount             INTEGER NOT NULL CHECK (amount > 0),
    currency           TEXT    NOT NULL,
    metadata           TEXT    NOT NULL,
    status             TEXT    NOT NULL CHECK (status IN ('requires_payment_method', 'succeeded', 'canceled')),
    last_payment_error TEXT,
    latest_charge      TEXT,
    refunded           INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
    created_at         INTEGER NOT NULL,
    captured_at        INTEGER,
    canceled_at        INTEGER,
    CHECK ((status = 'succeeded') = (captured_at IS NOT NULL)),
    CHECK ((status = 'canceled') = (canceled_at IS NOT NULL)),
    CHECK (refunded = 0 OR captured_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE refunds (
    number         INTEGER PRIMARY KEY,
    id             TEXT    NOT NULL UNIQUE,
    payment_intent TEXT    NOT NULL REFERENCES payment_intents (id),
    charge         TEXT    NOT NULL,
    amount         INTEGER NOT NULL CHECK (amount > 0),
    currency       TEXT    NOT NULL,
    metadata       TEXT    NOT NULL,
    reason         TEXT,
    created_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX refunds_of_payment_intent ON refunds (payment_intent);

-- The first answer under each idempotency key, and a hash of what was asked.
CREATE TABLE answers (
    idempotency_key TEXT    PRIMARY KEY,
    fingerprint     BLOB    NOT NULL,
    status          INTEGER NOT NULL,
    body            TEXT    NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
