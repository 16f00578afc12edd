-- The next checkout offers where the last order went.
CREATE INDEX orders_of_session ON orders (session_id, opened_at, id);
