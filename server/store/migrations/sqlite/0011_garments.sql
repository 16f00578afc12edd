-- Garments that the seller changes. The PostgreSQL twin of this file has the same columns.

-- Counts the changes.
ALTER TABLE garments ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- Not sold: no page of the shop shows it.
ALTER TABLE garments ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
-- A colour or size that its garment has no more. Its stock and ledger stay.
ALTER TABLE variants ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;
