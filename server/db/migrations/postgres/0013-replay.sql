-- What terminals wrote down of what they send, and loans that were made without an answer.

create table terminal_record (
  transaction_id text primary key,
  terminal_id text not null,
  -- Where the terminal stood.
  library_id text not null references library (id),
  -- Of the row in the terminal's journal.
  sequence bigint not null,
  -- By the terminal's wall clock; the others are as TerminalRecord of the API says.
  wall bigint not null,
  server_offset bigint,
  monotonic bigint not null,
  boot text not null,
  version text not null,
  -- JSON: chip numbers.
  tags text,
  permit bigint,
  receipt_code text not null,
  -- The time that the server made of it: that of its event, where it has one.
  placed_at bigint not null,
  recorded_at bigint not null
);
create index terminal_record_journal on terminal_record (terminal_id, sequence, placed_at);

-- Loans made without an answer. What the rules would have said to them is worked out again when something is told that came before.
create table promised_loan (
  -- Of the loan.
  id text primary key,
  item_id text not null references item (id),
  patron_id text references patron (id),
  library_id text not null references library (id),
  at bigint not null,
  claimed_at bigint not null,
  -- The number by which the terminal named the item.
  identifier text not null,
  -- Whom the copy was laid aside for when this was told, and since when.
  kept_for text,
  kept_since bigint
);
create index promised_loan_item on promised_loan (item_id, at);
create index promised_loan_patron on promised_loan (patron_id, at) where patron_id is not null;
create index promised_loan_at on promised_loan (at);

-- Terminals make the codes of their receipts themselves: two may be alike.
alter table transaction_outcome drop constraint transaction_outcome_receipt_code_key;
create index transaction_outcome_receipt on transaction_outcome (receipt_code) where receipt_code is not null;
