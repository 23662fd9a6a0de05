-- What is left of loans whose patron has been cut from them: how many, not whose.
create table lending_count (
  library_id text not null references library (id),
  -- Of the checkout, in the library's zone: YYYY-MM.
  month text not null,
  patron_class text not null,
  item_class text not null,
  loans integer not null,
  renewals integer not null,
  -- Returned after the due date.
  late integer not null,
  primary key (library_id, month, patron_class, item_class)
) strict;

-- When a task of the night was last done to its end, so that a night without power is made up for.
create table task_run (
  task text primary key,
  ended_at integer not null
) strict;
