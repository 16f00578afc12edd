-- Two faces over one ledger: Stripe's intents, refunds and sessions, Toss's payments and transactions, and beside
-- them what is still to happen (timers) and what is to be told (events, deliveries).
-- Amounts are in the currency's minor unit, times in microseconds since 1970.
-- The checks say what a provider never does, so that no handler can do it by mistake.

CREATE TABLE intents (
    number              INTEGER PRIMARY KEY,
    id                  TEXT    NOT NULL UNIQUE,
    amount              INTEGER NOT NULL CHECK (amount > 0),
    currency            TEXT    NOT NULL,
    metadata            TEXT    NOT NULL,
    capture_method      TEXT    NOT NULL CHECK (capture_method IN ('automatic', 'manual')),
    status              TEXT    NOT NULL CHECK (status IN (
                            'requires_payment_method', 'requires_action', 'processing', 'requires_capture',
                            'succeeded', 'canceled')),
    -- What the issuer will say once the buyer has authenticated.
    pending             TEXT,
    action_url          TEXT,
    return_url          TEXT,
    -- The checkout session it was made for.
    session             TEXT,
    last_payment_error  TEXT,
    latest_charge       TEXT,
    captured            INTEGER NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
    -- Returned, or about to be.
    refunded            INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND captured),
    created_at          INTEGER NOT NULL,
    captured_at         INTEGER,
    canceled_at         INTEGER,
    cancellation_reason TEXT,
    CHECK ((status = 'succeeded') = (captured_at IS NOT NULL)),
    CHECK ((captured > 0) = (captured_at IS NOT NULL)),
    CHECK ((status = 'canceled') = (canceled_at IS NOT NULL)),
    CHECK ((status = 'requires_action') = (pending IS NOT NULL))
) STRICT;

INSERT INTO intents (id, amount, currency, metadata, capture_method, status, last_payment_error, latest_charge,
                     captured, refunded, created_at, captured_at, canceled_at)
SELECT id, amount, currency, metadata, 'automatic', status, last_payment_error, latest_charge,
       CASE WHEN captured_at IS NULL THEN 0 ELSE amount END, refunded, created_at, captured_at, canceled_at
FROM payment_intents ORDER BY created_at, id;

CREATE TABLE intent_refunds (
    number         INTEGER PRIMARY KEY,
    id             TEXT    NOT NULL UNIQUE,
    payment_intent TEXT    NOT NULL REFERENCES intents (id),
    charge         TEXT    NOT NULL,
    amount         INTEGER NOT NULL CHECK (amount > 0),
    currency       TEXT    NOT NULL,
    metadata       TEXT    NOT NULL,
    reason         TEXT,
    status         TEXT    NOT NULL CHECK (status IN ('pending', 'succeeded')),
    created_at     INTEGER NOT NULL
) STRICT;

INSERT INTO intent_refunds
SELECT number, id, payment_intent, charge, amount, currency, metadata, reason, 'succeeded', created_at FROM refunds;

DROP TABLE refunds;
DROP TABLE payment_intents;

CREATE INDEX refunds_of_intent ON intent_refunds (payment_intent);

CREATE TABLE sessions (
    number              INTEGER PRIMARY KEY,
    id                  TEXT    NOT NULL UNIQUE,
    status              TEXT    NOT NULL CHECK (status IN ('open', 'complete', 'expired')),
    amount              INTEGER NOT NULL CHECK (amount > 0),
    currency            TEXT    NOT NULL,
    line_items          TEXT    NOT NULL,
    client_reference_id TEXT,
    metadata            TEXT    NOT NULL,
    intent_metadata     TEXT    NOT NULL,
    capture_method      TEXT    NOT NULL CHECK (capture_method IN ('automatic', 'manual')),
    success_url         TEXT    NOT NULL,
    cancel_url          TEXT,
    locale              TEXT,
    -- Where the buyer reaches this program.
    base_url            TEXT    NOT NULL,
    payment_intent      TEXT    UNIQUE REFERENCES intents (id),
    created_at          INTEGER NOT NULL,
    expires_at          INTEGER NOT NULL,
    CHECK (status <> 'complete' OR payment_intent IS NOT NULL)
) STRICT;

CREATE TABLE payments (
    number               INTEGER PRIMARY KEY,
    payment_key          TEXT    NOT NULL UNIQUE,
    order_id             TEXT    NOT NULL,
    order_name           TEXT    NOT NULL,
    amount               INTEGER NOT NULL CHECK (amount > 0),
    metadata             TEXT    NOT NULL,
    success_url          TEXT    NOT NULL,
    fail_url             TEXT    NOT NULL,
    -- Where the buyer reaches this program.
    base_url             TEXT    NOT NULL,
    status               TEXT    NOT NULL CHECK (status IN (
                             'READY', 'IN_PROGRESS', 'DONE', 'CANCELED', 'PARTIAL_CANCELED', 'ABORTED', 'EXPIRED')),
    -- What the issuer will say: while the buyer authenticates, and when the shop confirms.
    verdict              TEXT,
    -- The window waits for the buyer at the issuer's page.
    authenticating       INTEGER NOT NULL DEFAULT 0,
    failure              TEXT,
    canceled             INTEGER NOT NULL DEFAULT 0 CHECK (canceled BETWEEN 0 AND amount),
    last_transaction_key TEXT,
    requested_at         INTEGER NOT NULL,
    approved_at          INTEGER,
    -- Until when it can be gone on with.
    expires_at           INTEGER NOT NULL,
    CHECK ((approved_at IS NOT NULL) = (status IN ('DONE', 'CANCELED', 'PARTIAL_CANCELED'))),
    CHECK ((canceled > 0) = (status IN ('CANCELED', 'PARTIAL_CANCELED'))),
    CHECK ((canceled = amount) = (status = 'CANCELED'))
) STRICT;

CREATE INDEX payments_of_order ON payments (order_id);
CREATE UNIQUE INDEX one_approved_payment_per_order ON payments (order_id) WHERE approved_at IS NOT NULL;

-- Approvals and cancels of payments; a cancel has a reason.
CREATE TABLE transactions (
    number          INTEGER PRIMARY KEY,
    transaction_key TEXT    NOT NULL UNIQUE,
    payment_key     TEXT    NOT NULL REFERENCES payments (payment_key),
    status          TEXT    NOT NULL CHECK (status IN ('DONE', 'CANCELED', 'PARTIAL_CANCELED')),
    amount          INTEGER NOT NULL CHECK (amount > 0),
    -- What could still be cancelled after it.
    balance         INTEGER NOT NULL CHECK (balance >= 0),
    reason          TEXT,
    created_at      INTEGER NOT NULL,
    CHECK ((status = 'DONE') = (reason IS NULL))
) STRICT;

CREATE INDEX transactions_of_payment ON transactions (payment_key);

-- The first answer under each idempotency key, and a hash of what was asked. A scope is a face, and for Toss also
-- the address.
CREATE TABLE first_answers (
    scope           TEXT    NOT NULL,
    idempotency_key TEXT    NOT NULL,
    fingerprint     BLOB    NOT NULL,
    status          INTEGER NOT NULL,
    body            TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
) STRICT, WITHOUT ROWID;

INSERT INTO first_answers
SELECT 'stripe', idempotency_key, fingerprint, status, body, created_at FROM answers;

DROP TABLE answers;

-- What happens by itself when its time has come, unless it no longer makes sense.
CREATE TABLE timers (
    number  INTEGER PRIMARY KEY,
    due_at  INTEGER NOT NULL,
    effect  TEXT    NOT NULL,
    subject TEXT    NOT NULL
) STRICT;

CREATE INDEX timers_by_time ON timers (due_at, number);

-- What happened, as it is told; `subject` is the payment it is about.
CREATE TABLE events (
    number     INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    face       TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    -- Its deliveries are made, or nobody wants them.
    posted     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX events_to_post ON events (number) WHERE posted = 0;

-- Webhooks that are still to be delivered.
CREATE TABLE deliveries (
    number   INTEGER PRIMARY KEY,
    event    INTEGER NOT NULL REFERENCES events (number),
    due_at   INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    tries    INTEGER NOT NULL DEFAULT 0,
    -- Lets the next of its subject go ahead.
    held     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX deliveries_by_time ON deliveries (due_at, number);
