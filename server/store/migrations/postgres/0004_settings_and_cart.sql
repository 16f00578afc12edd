-- What the shop says of itself, and what buyers have put aside. The SQLite twin of this file has the same tables,
-- columns and indexes.

-- One row: all that the owner has said.
CREATE TABLE shop_settings (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    version    BIGINT NOT NULL,
    settings   JSONB NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);

-- A form of the settings that was refused, as it was typed over a version.
CREATE TABLE settings_typed (
    session_id UUID PRIMARY KEY,
    version    BIGINT NOT NULL,
    fields     JSONB NOT NULL,
    errors     JSONB NOT NULL,
    at         TIMESTAMPTZ NOT NULL
);

-- A session's cart; removed is the line that was taken out last, for who wants it back.
CREATE TABLE carts (
    session_id UUID PRIMARY KEY,
    version    BIGINT NOT NULL,
    lines      JSONB NOT NULL,
    removed    JSONB,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX carts_by_age ON carts (changed_at);

-- Whether a checkout was begun from the cart: what it orders leaves the cart.
ALTER TABLE drafts ADD COLUMN from_cart BOOLEAN NOT NULL DEFAULT FALSE;
