-- The ledger of the stock. The PostgreSQL twin of this file has the same tables, columns and indexes.

-- All that ever moved pieces on hand, written with the row that it moved: on hand is the sum of a variant's differences.
-- Rows are added and never changed. reason and who stand where a person did it, order_id where an order did.
CREATE TABLE stock_movements (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    variant_id BLOB NOT NULL,
    at         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    difference INTEGER NOT NULL,
    on_hand    INTEGER NOT NULL CHECK (on_hand >= 0),
    reason     TEXT,
    note       TEXT NOT NULL,
    who        TEXT,
    order_id   BLOB
) STRICT;
CREATE INDEX stock_movements_of_variant ON stock_movements (variant_id, id);

-- What was there before the ledger.
INSERT INTO stock_movements (variant_id, at, kind, difference, on_hand, note)
SELECT variant_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'), 'opening', on_hand, on_hand, '' FROM stock;

-- One row: so many free pieces, or fewer, are few.
CREATE TABLE stock_settings (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    few INTEGER NOT NULL CHECK (few >= 0)
) STRICT;
INSERT INTO stock_settings (id, few) VALUES (1, 3);
