-- Where the buyer of an attempt goes on at the provider.
ALTER TABLE attempts ADD COLUMN page TEXT;
