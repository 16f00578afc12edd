-- Whether a shipment answered a stop: it has left. The PostgreSQL twin of this file has the same column.

-- Such a ship is not taken back. What was shipped before can only be taken back for ten minutes more.
ALTER TABLE shipments ADD COLUMN stop_refused INTEGER NOT NULL DEFAULT 0;
