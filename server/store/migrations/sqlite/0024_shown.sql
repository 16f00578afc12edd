-- Which garments were ever in the shop. The PostgreSQL twin of this file has the same column.

-- One that is hidden and never was in it is not gone: it is not there yet.
ALTER TABLE garments ADD COLUMN was_shown INTEGER NOT NULL DEFAULT 1;
UPDATE garments SET was_shown = 0
WHERE hidden AND NOT EXISTS (
    SELECT 1 FROM audit WHERE subject = garments.slug AND action IN ('garment_shown', 'garment_hidden'));
