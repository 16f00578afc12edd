-- The running programs, with each thing that they do, and when they said so last, by the database's clock.
CREATE TABLE instances (
    id      UUID NOT NULL,
    role    TEXT NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (id, role)
);

-- Who serves which orders' deliveries. A lease that lapsed is anybody's; each new owner gets the next epoch.
CREATE TABLE leases (
    consumer  TEXT NOT NULL,
    partition BIGINT NOT NULL,
    owner     UUID,
    epoch     BIGINT NOT NULL,
    until     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (consumer, partition)
);
INSERT INTO leases (consumer, partition, owner, epoch, until)
WITH RECURSIVE partitions (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM partitions WHERE n < 63)
SELECT c.name, p.n, CAST(NULL AS UUID), 0, TIMESTAMPTZ '1970-01-01 00:00:00+00' FROM consumers c CROSS JOIN partitions p;
