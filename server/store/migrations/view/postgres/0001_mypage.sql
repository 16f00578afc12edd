-- View over PostgreSQL: what buyers look at, built from Main and never the other way round.

-- One row per order, whole as JSON; its number is the consumer's progress.
CREATE TABLE mypage (
    order_id   UUID PRIMARY KEY,
    owner      UUID NOT NULL,
    seq        BIGINT NOT NULL,
    page       JSONB NOT NULL,
    opened_at  TIMESTAMPTZ NOT NULL,
    written_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX mypage_of_owner ON mypage (owner, opened_at, order_id);
CREATE INDEX mypage_by_change ON mypage (owner, written_at);

-- Names this build of the view.
CREATE TABLE epoch (
    build TEXT PRIMARY KEY
);
