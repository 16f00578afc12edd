-- Outfits that the seller makes and changes. The PostgreSQL twin of this file has the same columns.

-- Counts the changes.
ALTER TABLE outfits ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- No page of the shop shows it.
ALTER TABLE outfits ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
