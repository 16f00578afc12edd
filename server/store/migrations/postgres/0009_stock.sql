-- The ledger of the stock. The SQLite twin of this file has the same tables, columns and indexes.

-- All that ever moved pieces on hand, written with the row that it moved: on hand is the sum of a variant's differences.
-- Rows are added and never changed. reason and who stand where a person did it, order_id where an order did.
CREATE TABLE stock_movements (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    variant_id UUID NOT NULL,
    at         TIMESTAMPTZ NOT NULL,
    kind       TEXT NOT NULL,
    difference BIGINT NOT NULL,
    on_hand    BIGINT NOT NULL CHECK (on_hand >= 0),
    reason     TEXT,
    note       TEXT NOT NULL,
    who        TEXT,
    order_id   UUID
);
CREATE INDEX stock_movements_of_variant ON stock_movements (variant_id, id);

-- What was there before the ledger.
INSERT INTO stock_movements (variant_id, at, kind, difference, on_hand, note)
SELECT variant_id, now(), 'opening', on_hand, on_hand, '' FROM stock;

-- One row: so many free pieces, or fewer, are few.
CREATE TABLE stock_settings (
    id  BIGINT PRIMARY KEY CHECK (id = 1),
    few BIGINT NOT NULL CHECK (few >= 0)
);
INSERT INTO stock_settings (id, few) VALUES (1, 3);
