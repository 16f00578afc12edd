-- Names the view, however often it is built anew.
CREATE TABLE named (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL
) STRICT;
