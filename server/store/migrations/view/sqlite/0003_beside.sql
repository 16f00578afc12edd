-- Where the view is built anew while the other stands. The two change their names when it is whole.
CREATE TABLE mypage_beside (
    order_id   BLOB PRIMARY KEY,
    owner      BLOB NOT NULL,
    seq        INTEGER NOT NULL,
    page       TEXT NOT NULL,
    opened_at  TEXT NOT NULL,
    written_at TEXT NOT NULL
) STRICT;
CREATE INDEX mypage_beside_of_owner ON mypage_beside (owner, opened_at, order_id);
CREATE INDEX mypage_beside_by_change ON mypage_beside (owner, written_at);
CREATE INDEX mypage_beside_changes ON mypage_beside (written_at, order_id);

-- Names the one that is being built.
CREATE TABLE anew (
    build TEXT PRIMARY KEY
) STRICT;
