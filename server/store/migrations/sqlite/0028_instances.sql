-- The running programs, with each thing that they do, and when they said so last, by the database's clock.
CREATE TABLE instances (
    id      BLOB NOT NULL,
    role    TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (id, role)
) STRICT, WITHOUT ROWID;

-- Who serves which orders' deliveries. A lease that lapsed is anybody's; each new owner gets the next epoch.
CREATE TABLE leases (
    consumer  TEXT NOT NULL,
    partition INTEGER NOT NULL,
    owner     BLOB,
    epoch     INTEGER NOT NULL,
    until     TEXT NOT NULL,
    PRIMARY KEY (consumer, partition)
) STRICT, WITHOUT ROWID;
INSERT INTO leases (consumer, partition, owner, epoch, until)
WITH RECURSIVE partitions (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM partitions WHERE n < 63)
SELECT c.name, p.n, NULL, 0, '1970-01-01T00:00:00+00:00' FROM consumers c CROSS JOIN partitions p;
