-- View over SQLite: what buyers look at, built from Main and never the other way round.

-- One row per order, whole as JSON; its number is the consumer's progress.
CREATE TABLE mypage (
    order_id   BLOB PRIMARY KEY,
    owner      BLOB NOT NULL,
    seq        INTEGER NOT NULL,
    page       TEXT NOT NULL,
    opened_at  TEXT NOT NULL,
    written_at TEXT NOT NULL
) STRICT;
CREATE INDEX mypage_of_owner ON mypage (owner, opened_at, order_id);
CREATE INDEX mypage_by_change ON mypage (owner, written_at);

-- Names this build of the view.
CREATE TABLE epoch (
    build TEXT PRIMARY KEY
) STRICT;
