-- Accounts, and what guards them. The SQLite twin of this file has the same tables, columns and indexes.

CREATE TABLE accounts (
    id         UUID PRIMARY KEY,
    email      TEXT NOT NULL UNIQUE, -- in lower case
    name       TEXT NOT NULL,
    password   TEXT NOT NULL, -- its hash, with salt and parameters
    lang       TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

-- Which account is logged in on a device, since when, and what the browser calls itself.
ALTER TABLE sessions ADD COLUMN account_id UUID;
ALTER TABLE sessions ADD COLUMN entered_at TIMESTAMPTZ;
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_of_account ON sessions (account_id) WHERE account_id IS NOT NULL;

-- What could be guessed and was tried. wait_until stands while the next try has to wait.
CREATE TABLE tries (
    about      TEXT PRIMARY KEY,
    count      BIGINT NOT NULL,
    last_at    TIMESTAMPTZ NOT NULL,
    wait_until TIMESTAMPTZ
);
CREATE INDEX tries_by_age ON tries (last_at);

-- What was typed into a form that was refused, without passwords.
CREATE TABLE refused_forms (
    device_id  UUID NOT NULL,
    form       TEXT NOT NULL,
    refused    JSONB NOT NULL,
    refused_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (device_id, form)
);
CREATE INDEX refused_forms_by_age ON refused_forms (refused_at);
