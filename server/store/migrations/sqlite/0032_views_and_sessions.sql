-- The PostgreSQL twin of this file has the same columns.

-- Which build of MyPage's view a program shows, so that it is noticed when they show different ones.
ALTER TABLE instances ADD COLUMN view TEXT;

-- Sessions of long ago are forgotten.
CREATE INDEX sessions_by_age ON sessions (seen_at);
