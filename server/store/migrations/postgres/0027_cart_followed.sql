-- Whose cart holds what an order was begun from, where that is no longer its draft's session: a guest logged in before paying.
ALTER TABLE drafts ADD COLUMN cart_session_id UUID;
