-- Of tags alone. With the numbers that have none, SQLite's statistics of a collection without tags say that all are alike, and it reads
-- every row to find one.
drop index item_identifier_uid;
create unique index item_identifier_uid on item_identifier (uid) where uid is not null;
