-- The SQLite twin of this file has the same index.

-- Whether mail has still to hear of an order, asked for each letter about one.
CREATE INDEX deliveries_of_mail ON deliveries (order_id) WHERE consumer = 'mail';
