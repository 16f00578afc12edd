-- The outbox in partitions, a day in each, so that a day that is over is dropped and not deleted row by row. Of a place
-- in the outbox the part above the lower 32 bits counts the days since 1970: the first to write in a new day moves the
-- sequence on (store/src/postgres/days.rs). What was written before lies in one partition; old programs write as before.
ALTER TABLE outbox RENAME TO outbox_before;
ALTER TABLE outbox_before ALTER COLUMN position DROP IDENTITY;
CREATE SEQUENCE outbox_position AS BIGINT;
SELECT setval('outbox_position', COALESCE((SELECT MAX(position) FROM outbox_before), 0) + 1, FALSE);
CREATE TABLE outbox (
    position BIGINT NOT NULL DEFAULT nextval('outbox_position') PRIMARY KEY,
    event_id UUID NOT NULL,
    order_id UUID NOT NULL,
    seq      BIGINT NOT NULL,
    version  BIGINT NOT NULL,
    name     TEXT NOT NULL,
    audience TEXT NOT NULL,
    at       TIMESTAMPTZ NOT NULL,
    trace    TEXT,
    event    JSONB NOT NULL
) PARTITION BY RANGE (position);
ALTER SEQUENCE outbox_position OWNED BY outbox.position;
CREATE INDEX outbox_of_order ON outbox (order_id, seq);
-- The first of January 2026 is day 20454.
ALTER TABLE outbox ATTACH PARTITION outbox_before FOR VALUES FROM (MINVALUE) TO (87849261072384);
