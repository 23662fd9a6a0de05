-- What terminals wrote down of what they send, and loans that were made without an answer.

create table terminal_record (
  transaction_id text primary key,
  terminal_id text not null,
  -- Where the terminal stood.
  library_id text not null references library (id),
  -- Of the row in the terminal's journal.
  sequence integer not null,
  -- By the terminal's wall clock; the others are as TerminalRecord of the API says.
  wall integer not null,
  server_offset integer,
  monotonic integer not null,
  boot text not null,
  version text not null,
  -- JSON: chip numbers.
  tags text,
  permit integer,
  receipt_code text not null,
  -- The time that the server made of it: that of its event, where it has one.
  placed_at integer not null,
  recorded_at integer not null
) strict;
create index terminal_record_journal on terminal_record (terminal_id, sequence, placed_at);

-- Loans made without an answer. What the rules would have said to them is worked out again when something is told that came before.
create table promised_loan (
  -- Of the loan.
  id text primary key,
  item_id text not null references item (id),
  patron_id text references patron (id),
  library_id text not null references library (id),
  at integer not null,
  claimed_at integer not null,
  -- The number by which the terminal named the item.
  identifier text not null,
  -- Whom the copy was laid aside for when this was told, and since when.
  kept_for text,
  kept_since integer
) strict;
create index promised_loan_item on promised_loan (item_id, at);
create index promised_loan_patron on promised_loan (patron_id, at) where patron_id is not null;
create index promised_loan_at on promised_loan (at);

-- Terminals make the codes of their receipts themselves: two may be alike.
create table transaction_outcome_2 (
  id text not null,
  mode text not null check (mode in ('attempt', 'promise')),
  act text not null check (act in ('checkout', 'checkin', 'renew')),
  terminal_id text not null,
  -- Digest of what was asked, to tell the same request sent again from another under the same id; empty once it has been cut.
  fingerprint text not null,
  answer text not null,
  receipt_code text,
  recorded_at integer not null,
  primary key (id, mode)
) strict;
insert into transaction_outcome_2
  select id, mode, act, terminal_id, fingerprint, answer, receipt_code, recorded_at from transaction_outcome;
drop table transaction_outcome;
alter table transaction_outcome_2 rename to transaction_outcome;
create index transaction_outcome_receipt on transaction_outcome (receipt_code) where receipt_code is not null;
