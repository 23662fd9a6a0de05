-- What staff decide of conflicts. Whether a conflict has closed by itself (`closed_at`) and whether staff have settled it stand apart.

create table conflict_step (
  -- That of the act in the journal; of acts on many at once with a number behind it.
  id text primary key,
  transaction_id text not null,
  -- The conflict that it was done for; a loan taken back or written off settles the others of its transaction too.
  kind text not null,
  choice text not null check (choice in ('keep', 'recall', 'reverse', 'write-off', 'contact', 'retry', 'seen', 'undo')),
  note text not null default '',
  library_id text not null references library (id),
  at integer not null,
  by text not null,
  -- The event that it has put among those of its item: what undoing it annuls.
  event_id text
) strict;
create index conflict_step_transaction on conflict_step (transaction_id);

alter table conflict add column decision_id text references conflict_step (id);
drop index conflict_open;
create index conflict_open on conflict (library_id) where closed_at is null and decision_id is null;
create index conflict_decided on conflict (decision_id) where decision_id is not null;

-- `recall`, `written-off`, and `annul`: what staff have taken back is as though it had never been.
create table circulation_event_2 (
  id text primary key,
  item_id text not null references item (id),
  kind text not null check (kind in ('checkout', 'checkin', 'renew', 'undo', 'lost', 'claim-returned', 'in-library-use', 'recall', 'written-off', 'annul')),
  patron_id text references patron (id),
  occurred_at integer not null,
  claimed_at integer not null,
  recorded_at integer not null,
  terminal_id text not null,
  library_id text not null references library (id),
  due_at integer,
  undo_of text
) strict;
insert into circulation_event_2
  select id, item_id, kind, patron_id, occurred_at, claimed_at, recorded_at, terminal_id, library_id, due_at, undo_of from circulation_event;
drop table circulation_event;
alter table circulation_event_2 rename to circulation_event;
create index circulation_event_item on circulation_event (item_id, occurred_at);
create index circulation_event_patron on circulation_event (patron_id) where patron_id is not null;

create table loan_2 (
  id text primary key,
  item_id text not null references item (id),
  patron_id text references patron (id),
  terminal_id text not null,
  library_id text not null references library (id),
  checked_out_at integer not null,
  due_at integer not null,
  renewals integer not null,
  replaced text,
  claimed_returned_at integer,
  ended_at integer,
  ended_how text check (ended_how in ('returned', 'undone', 'replaced', 'lost', 'written-off')),
  check ((ended_at is null) = (ended_how is null))
) strict;
insert into loan_2
  select id, item_id, patron_id, terminal_id, library_id, checked_out_at, due_at, renewals, replaced, claimed_returned_at, ended_at, ended_how from loan;
drop table loan;
alter table loan_2 rename to loan;
create unique index loan_open_item on loan (item_id) where ended_at is null;
create index loan_item on loan (item_id);
create index loan_open_patron on loan (patron_id) where ended_at is null;
create index loan_ended on loan (ended_at) where patron_id is not null and ended_at is not null;
