-- What the shop says of itself, and what buyers have put aside. The PostgreSQL twin of this file has the same tables,
-- columns and indexes.

-- One row: all that the owner has said.
CREATE TABLE shop_settings (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    version    INTEGER NOT NULL,
    settings   TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;

-- A form of the settings that was refused, as it was typed over a version.
CREATE TABLE settings_typed (
    session_id BLOB PRIMARY KEY,
    version    INTEGER NOT NULL,
    fields     TEXT NOT NULL,
    errors     TEXT NOT NULL,
    at         TEXT NOT NULL
) STRICT;

-- A session's cart; removed is the line that was taken out last, for who wants it back.
CREATE TABLE carts (
    session_id BLOB PRIMARY KEY,
    version    INTEGER NOT NULL,
    lines      TEXT NOT NULL,
    removed    TEXT,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX carts_by_age ON carts (changed_at);

-- Whether a checkout was begun from the cart: what it orders leaves the cart.
ALTER TABLE drafts ADD COLUMN from_cart INTEGER NOT NULL DEFAULT 0;
