-- Accounts, and what guards them. The PostgreSQL twin of this file has the same tables, columns and indexes.

CREATE TABLE accounts (
    id         BLOB PRIMARY KEY,
    email      TEXT NOT NULL UNIQUE, -- in lower case
    name       TEXT NOT NULL,
    password   TEXT NOT NULL, -- its hash, with salt and parameters
    lang       TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- Which account is logged in on a device, since when, and what the browser calls itself.
ALTER TABLE sessions ADD COLUMN account_id BLOB;
ALTER TABLE sessions ADD COLUMN entered_at TEXT;
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_of_account ON sessions (account_id) WHERE account_id IS NOT NULL;

-- What could be guessed and was tried. wait_until stands while the next try has to wait.
CREATE TABLE tries (
    about      TEXT PRIMARY KEY,
    count      INTEGER NOT NULL,
    last_at    TEXT NOT NULL,
    wait_until TEXT
) STRICT;
CREATE INDEX tries_by_age ON tries (last_at);

-- What was typed into a form that was refused, without passwords.
CREATE TABLE refused_forms (
    device_id  BLOB NOT NULL,
    form       TEXT NOT NULL,
    refused    TEXT NOT NULL,
    refused_at TEXT NOT NULL,
    PRIMARY KEY (device_id, form)
) STRICT, WITHOUT ROWID;
CREATE INDEX refused_forms_by_age ON refused_forms (refused_at);
