-- Photographs of garments. The PostgreSQL twin of this file has the same tables, columns and indexes.

CREATE TABLE photographs (
    id       BLOB PRIMARY KEY,
    garment  TEXT NOT NULL REFERENCES garments (slug),
    position INTEGER NOT NULL,
    dye      TEXT, -- NULL: it stands for all colours
    alt_ko   TEXT NOT NULL,
    alt_en   TEXT NOT NULL
) STRICT;
CREATE INDEX photographs_of_garment ON photographs (garment, position);

-- A photograph in each of its widths, named by its content.
CREATE TABLE photograph_files (
    photograph_id BLOB NOT NULL REFERENCES photographs (id),
    width         INTEGER NOT NULL,
    height        INTEGER NOT NULL,
    hash          TEXT NOT NULL,
    bytes         BLOB NOT NULL,
    PRIMARY KEY (photograph_id, width)
) STRICT;
CREATE INDEX photograph_files_by_hash ON photograph_files (hash);
