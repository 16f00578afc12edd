-- What lists filter and sort by, what the search finds, and the outfits. The PostgreSQL twin of this file has the same
-- tables, columns and indexes.

ALTER TABLE garments ADD COLUMN category TEXT NOT NULL GENERATED ALWAYS AS (garment ->> '$.category') VIRTUAL;
ALTER TABLE garments ADD COLUMN price INTEGER NOT NULL GENERATED ALWAYS AS (garment ->> '$.price.amount') VIRTUAL;
ALTER TABLE garments ADD COLUMN name_ko TEXT NOT NULL GENERATED ALWAYS AS (garment ->> '$.name.ko') VIRTUAL;
ALTER TABLE garments ADD COLUMN name_en TEXT NOT NULL GENERATED ALWAYS AS (lower(garment ->> '$.name.en')) VIRTUAL;
-- By which rules its terms were made; 0: by none.
ALTER TABLE garments ADD COLUMN rules INTEGER NOT NULL DEFAULT 0;
-- NULL where nobody noted it.
ALTER TABLE garments ADD COLUMN changed_at TEXT;
CREATE INDEX garments_by_position ON garments (position, slug);
CREATE INDEX garments_by_category ON garments (category, position, slug);

-- Pairs of Korean syllables and words in Latin letters. They sort by code points, so that a range is a beginning.
CREATE TABLE garment_terms (
    term    TEXT NOT NULL,
    garment TEXT NOT NULL REFERENCES garments (slug),
    weight  INTEGER NOT NULL,
    PRIMARY KEY (term, garment)
) STRICT, WITHOUT ROWID;
CREATE INDEX garment_terms_of_garment ON garment_terms (garment);

CREATE TABLE outfits (
    slug     TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    outfit   TEXT NOT NULL
) STRICT;

CREATE TABLE outfit_pieces (
    outfit   TEXT NOT NULL REFERENCES outfits (slug),
    position INTEGER NOT NULL,
    garment  TEXT NOT NULL REFERENCES garments (slug),
    PRIMARY KEY (outfit, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX outfit_pieces_of_garment ON outfit_pieces (garment);
