-- The PostgreSQL twin of this file has the same columns.

-- Which view of MyPage a program was given, by the view's own name. (What stands in "view" changes whenever it is built anew.)
ALTER TABLE instances ADD COLUMN view_name TEXT;

-- The one view of MyPage that has heard of everything, if there is one, and the one that was folded into last. The mark moves
-- whenever that becomes another, and while there are several.
CREATE TABLE mypage_view (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    whole  TEXT,
    folded TEXT,
    mark   INTEGER NOT NULL
) STRICT;
INSERT INTO mypage_view (id, whole, folded, mark) VALUES (1, NULL, NULL, 0);
