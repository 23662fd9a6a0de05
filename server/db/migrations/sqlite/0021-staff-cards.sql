-- Cards by which staff are known at a terminal itself; its PIN is asked for all the same.

create table staff_card (
  -- As a terminal reads it.
  value text primary key,
  account_id text not null references staff_account (id),
  created_at integer not null
) strict;
create index staff_card_account on staff_card (account_id);
