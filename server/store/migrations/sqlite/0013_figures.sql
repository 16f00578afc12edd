-- When orders were placed and when they left, for the shop's numbers. The PostgreSQL twin of this file has the same indexes.
CREATE INDEX timeline_placed ON timeline (at) WHERE name = 'OrderPlaced';
CREATE INDEX timeline_shipped ON timeline (at) WHERE name = 'ShipmentShipped';
