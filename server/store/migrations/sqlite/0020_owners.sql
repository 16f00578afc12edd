-- What proves that an order is somebody's: a verified address, a saved link, an opened page. The PostgreSQL twin of this
-- file has the same tables, columns and indexes.

ALTER TABLE accounts ADD COLUMN verified_at TEXT;

-- Links of letters, by the hashes of their tokens.
CREATE TABLE account_links (
    hash       TEXT PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    purpose    TEXT NOT NULL,
    expires    TEXT NOT NULL
) STRICT;
CREATE INDEX account_links_of_account ON account_links (account_id, purpose);

CREATE TABLE addresses (
    id         BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    name       TEXT NOT NULL,
    phone      TEXT NOT NULL,
    postcode   TEXT NOT NULL,
    address1   TEXT NOT NULL,
    address2   TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX addresses_of_account ON addresses (account_id, created_at);
CREATE UNIQUE INDEX addresses_one_default ON addresses (account_id) WHERE is_default;

-- Orders that a browser may see although they are not its own.
CREATE TABLE opened_orders (
    device_id BLOB NOT NULL,
    order_id  BLOB NOT NULL,
    expires   TEXT NOT NULL,
    PRIMARY KEY (device_id, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX opened_orders_by_end ON opened_orders (expires);

-- The mail address of an order, as orders are found by it.
ALTER TABLE orders ADD COLUMN email TEXT NOT NULL DEFAULT '';
UPDATE orders SET email = lower(trim(json_extract(details, '$.email')));
CREATE INDEX orders_of_email ON orders (email, opened_at);
