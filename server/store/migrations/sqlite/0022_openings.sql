-- An account begins with a letter to its address; so the links of accounts that stand only set passwords. The PostgreSQL
-- twin of this file has the same tables, columns and indexes.

-- Links of letters by which an account is made, by the hashes of their tokens.
CREATE TABLE openings (
    hash    TEXT PRIMARY KEY,
    email   TEXT NOT NULL UNIQUE, -- in lower case
    expires TEXT NOT NULL
) STRICT;
CREATE INDEX openings_by_end ON openings (expires);

DELETE FROM account_links WHERE purpose <> 'reset';
DROP INDEX account_links_of_account;
ALTER TABLE account_links DROP COLUMN purpose;
CREATE INDEX account_links_of_account ON account_links (account_id);
