-- Returns: those of an order in its row; beside them, for the shop's list, where the newest stands, since when, and
-- until when its money should go back.
ALTER TABLE orders ADD COLUMN returns JSONB NOT NULL DEFAULT '[]';
ALTER TABLE orders ADD COLUMN return_state TEXT;
ALTER TABLE orders ADD COLUMN return_since TIMESTAMPTZ;
ALTER TABLE orders ADD COLUMN return_due TIMESTAMPTZ;
CREATE INDEX orders_returns ON orders (return_state, return_since, id) WHERE return_state IS NOT NULL;
