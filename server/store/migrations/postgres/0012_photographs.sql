-- Photographs of garments. The SQLite twin of this file has the same tables, columns and indexes.

CREATE TABLE photographs (
    id       UUID PRIMARY KEY,
    garment  TEXT NOT NULL REFERENCES garments (slug),
    position BIGINT NOT NULL,
    dye      TEXT, -- NULL: it stands for all colours
    alt_ko   TEXT NOT NULL,
    alt_en   TEXT NOT NULL
);
CREATE INDEX photographs_of_garment ON photographs (garment, position);

-- A photograph in each of its widths, named by its content.
CREATE TABLE photograph_files (
    photograph_id UUID NOT NULL REFERENCES photographs (id),
    width         BIGINT NOT NULL,
    height        BIGINT NOT NULL,
    hash          TEXT NOT NULL,
    bytes         BYTEA NOT NULL,
    PRIMARY KEY (photograph_id, width)
);
CREATE INDEX photograph_files_by_hash ON photograph_files (hash);
