-- What lists filter and sort by, what the search finds, and the outfits. The SQLite twin of this file has the same
-- tables, columns and indexes.

ALTER TABLE garments ADD COLUMN category TEXT NOT NULL GENERATED ALWAYS AS (garment ->> 'category') STORED;
ALTER TABLE garments ADD COLUMN price BIGINT NOT NULL
    GENERATED ALWAYS AS (CAST(garment -> 'price' ->> 'amount' AS BIGINT)) STORED;
ALTER TABLE garments ADD COLUMN name_ko TEXT COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (garment -> 'name' ->> 'ko') STORED;
ALTER TABLE garments ADD COLUMN name_en TEXT COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (lower(garment -> 'name' ->> 'en' COLLATE "C")) STORED;
-- By which rules its terms were made; 0: by none.
ALTER TABLE garments ADD COLUMN rules BIGINT NOT NULL DEFAULT 0;
-- NULL where nobody noted it.
ALTER TABLE garments ADD COLUMN changed_at TIMESTAMPTZ;
CREATE INDEX garments_by_position ON garments (position, slug);
CREATE INDEX garments_by_category ON garments (category, position, slug);

-- Pairs of Korean syllables and words in Latin letters. They sort by code points, so that a range is a beginning.
CREATE TABLE garment_terms (
    term    TEXT COLLATE "C" NOT NULL,
    garment TEXT NOT NULL REFERENCES garments (slug),
    weight  BIGINT NOT NULL,
    PRIMARY KEY (term, garment)
);
CREATE INDEX garment_terms_of_garment ON garment_terms (garment);

CREATE TABLE outfits (
    slug     TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    outfit   JSONB NOT NULL
);

CREATE TABLE outfit_pieces (
    outfit   TEXT NOT NULL REFERENCES outfits (slug),
    position BIGINT NOT NULL,
    garment  TEXT NOT NULL REFERENCES garments (slug),
    PRIMARY KEY (outfit, position)
);
CREATE INDEX outfit_pieces_of_garment ON outfit_pieces (garment);
