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
  at bigint not null,
  by text not null,
  -- The event that it has put among those of its item: what undoing it annuls.
  event_id text
);
create index conflict_step_transaction on conflict_step (transaction_id);

alter table conflict add column decision_id text references conflict_step (id);
drop index conflict_open;
create index conflict_open on conflict (library_id) where closed_at is null and decision_id is null;
create index conflict_decided on conflict (decision_id) where decision_id is not null;

-- `recall`, `written-off`, and `annul`: what staff have taken back is as though it had never been.
alter table circulation_event drop constraint circulation_event_kind_check;
alter table circulation_event add constraint circulation_event_kind_check
  check (kind in ('checkout', 'checkin', 'renew', 'undo', 'lost', 'claim-returned', 'in-library-use', 'recall', 'written-off', 'annul'));
alter table loan drop constraint loan_ended_how_check;
alter table loan add constraint loan_ended_how_check
  check (ended_how in ('returned', 'undone', 'replaced', 'lost', 'written-off'));
