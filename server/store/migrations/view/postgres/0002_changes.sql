-- What changed last, whoever's it is: for the live pages of other instances.
CREATE INDEX mypage_changes ON mypage (written_at, order_id);
