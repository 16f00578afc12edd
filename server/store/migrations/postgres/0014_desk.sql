-- What the seller looks up and writes down. The SQLite twin of this file has the same tables, columns and indexes.

-- The shop's notes on an order. None is ever changed: a later one stands beside it.
CREATE TABLE order_notes (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id UUID NOT NULL,
    at       TIMESTAMPTZ NOT NULL,
    who      TEXT NOT NULL,
    text     TEXT NOT NULL
);
CREATE INDEX order_notes_of_order ON order_notes (order_id, id);

-- Every order that was placed, as the desk lists them.
CREATE INDEX orders_placed ON orders (opened_at, id) WHERE paid_by IS NOT NULL;
CREATE INDEX orders_cancelling ON orders (since) WHERE state = 'cancel_requested';
CREATE INDEX shipments_stop_asked ON shipments (since) WHERE state = 'stop_asked';

-- Shipments are also found by their tracking number and their buyer's e-mail.
UPDATE shipments
SET search = search || lower(' ' || coalesce(tracking, '') || ' ' || replace(coalesce(tracking, ''), '-', '') || ' ' || coalesce(details ->> 'email', ''))
WHERE details IS NOT NULL;
