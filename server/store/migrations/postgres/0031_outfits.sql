-- Outfits that the seller makes and changes. The SQLite twin of this file has the same columns.

-- Counts the changes.
ALTER TABLE outfits ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- No page of the shop shows it.
ALTER TABLE outfits ADD COLUMN hidden BOOLEAN NOT NULL DEFAULT FALSE;
