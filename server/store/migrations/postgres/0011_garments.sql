-- Garments that the seller changes. The SQLite twin of this file has the same columns.

-- Counts the changes.
ALTER TABLE garments ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- Not sold: no page of the shop shows it.
ALTER TABLE garments ADD COLUMN hidden BOOLEAN NOT NULL DEFAULT FALSE;
-- A colour or size that its garment has no more. Its stock and ledger stay.
ALTER TABLE variants ADD COLUMN retired BOOLEAN NOT NULL DEFAULT FALSE;
