-- Circulation that a library can live with. Days are text `YYYY-MM-DD`, instants epoch milliseconds, money is đồng.

-- Who did a thing is written `kind:id`: `staff:…` (account), `terminal:…`, `sip2:…` (account of another maker's kiosk), `system:…`, `import:…`.

create table circulation_event_2 (
  id text primary key,
  item_id text not null references item (id),
  kind text not null check (kind in ('checkout', 'checkin', 'renew', 'undo', 'lost', 'claim-returned', 'in-library-use')),
  patron_id text references patron (id),
  occurred_at integer not null,
  claimed_at integer not null,
  recorded_at integer not null,
  terminal_id text not null,
  library_id text not null references library (id),
  due_at integer,
  undo_of text
) strict;
insert into circulation_event_2 select * from circulation_event;
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
  -- The patron says that it has been returned: the days count no further.
  claimed_returned_at integer,
  ended_at integer,
  ended_how text check (ended_how in ('returned', 'undone', 'replaced', 'lost')),
  check ((ended_at is null) = (ended_how is null))
) strict;
insert into loan_2 select id, item_id, patron_id, terminal_id, library_id, checked_out_at, due_at, renewals, replaced, null, ended_at, ended_how from loan;
drop table loan;
alter table loan_2 rename to loan;
create unique index loan_open_item on loan (item_id) where ended_at is null;
create index loan_item on loan (item_id);
create index loan_open_patron on loan (patron_id) where ended_at is null;
create index loan_ended on loan (ended_at) where patron_id is not null and ended_at is not null;

-- Fines and limits beside those of 0001; absent = none.
alter table loan_policy add column overdue_per_day integer not null default 0;
alter table loan_policy add column overdue_cap integer;
alter table loan_policy add column grace_days integer not null default 0;
alter table loan_policy add column max_holds integer;
-- Open days that a captured book is kept for who waits.
alter table loan_policy add column hold_days integer not null default 5;
alter table loan_policy add column lost_processing_fee integer not null default 0;
-- Where the item has no price of its own.
alter table loan_policy add column lost_price integer;
-- SIP2 media type (CK), e.g. 001 book.
alter table item_class add column media_type text not null default '001';

alter table patron add column email text;
alter table patron add column phone text;
alter table patron add column address text;
-- A PIN that was given in clear and not yet hashed, sealed with the server's key (AES-256-GCM, base64url).
alter table patron add column pin_sealed text;

create table patron_block_2 (
  id text primary key,
  patron_id text not null references patron (id),
  -- A code that screens have words for: `staff`, `card-lost`, `card-retained`, `data-check`, `misuse`.
  reason text not null,
  -- For staff.
  note text not null default '',
  library_id text not null references library (id),
  since integer not null,
  since_by text not null,
  ended_at integer,
  ended_by text
) strict;
insert into patron_block_2
  select patron_block.patron_id || ' ' || reason, patron_block.patron_id, 'staff', reason, patron.library_id, since, 'import:', ended_at, case when ended_at is null then null else 'import:' end
  from patron_block join patron on patron.id = patron_block.patron_id;
drop table patron_block;
alter table patron_block_2 rename to patron_block;
create index patron_block_patron on patron_block (patron_id);

create table hold_2 (
  id text primary key,
  patron_id text references patron (id),
  title_id text not null references title (id),
  -- Set: this copy and no other.
  item_id text references item (id),
  pickup_library_id text not null references library (id),
  placed_at integer not null,
  placed_by text not null,
  -- Last day on which it is still waited for.
  expires_on text,
  -- The copy that was taken aside for it, and when.
  captured_item_id text references item (id),
  captured_at integer,
  -- Since when it lies on the shelf of the pick-up library, and the last day there.
  shelf_at integer,
  shelf_until text,
  -- The patron was told.
  notified_at integer,
  ended_at integer,
  ended_how text check (ended_how in ('picked-up', 'cancelled', 'expired', 'not-collected')),
  ended_by text,
  check ((ended_at is null) = (ended_how is null)),
  check ((captured_item_id is null) = (captured_at is null))
) strict;
insert into hold_2 (id, patron_id, title_id, item_id, pickup_library_id, placed_at, placed_by, ended_at, ended_how)
  select id, patron_id, title_id, item_id, pickup_library_id, placed_at, 'import:', ended_at, case when ended_at is null then null else 'picked-up' end from hold;
drop table hold;
alter table hold_2 rename to hold;
create index hold_waiting on hold (title_id, placed_at) where ended_at is null;
create index hold_patron on hold (patron_id);
create unique index hold_captured on hold (captured_item_id) where ended_at is null and captured_item_id is not null;
create index hold_pickup on hold (pickup_library_id) where ended_at is null;
create index hold_ended on hold (ended_at) where patron_id is not null and ended_at is not null;

-- Under way between two libraries until it is checked in there.
create table transit (
  id text primary key,
  item_id text not null references item (id),
  from_library_id text not null references library (id),
  to_library_id text not null references library (id),
  -- Set: for who waits; absent: home.
  hold_id text,
  sent_at integer not null,
  ended_at integer,
  -- `overtaken`: lent, or taken in elsewhere, before it arrived.
  ended_how text check (ended_how in ('arrived', 'overtaken')),
  check ((ended_at is null) = (ended_how is null))
) strict;
create unique index transit_open on transit (item_id) where ended_at is null;
create index transit_to on transit (to_library_id) where ended_at is null;

create table fee_2 (
  id text primary key,
  patron_id text references patron (id),
  library_id text not null references library (id),
  kind text not null check (kind in ('overdue', 'lost', 'damaged', 'processing', 'other')),
  amount integer not null check (amount >= 0),
  -- Paid and waived together: derived from fee_payment.
  settled integer not null default 0 check (settled between 0 and amount),
  note text not null default '',
  -- Derived fees: overdue and lost of one loan exist once.
  loan_id text,
  item_id text references item (id),
  created_at integer not null,
  created_by text not null
) strict;
insert into fee_2 (id, patron_id, library_id, kind, amount, settled, note, created_at, created_by)
  select fee.id, patron_id, patron.library_id, 'other', amount, paid, reason, created_at, 'import:' from fee join patron on patron.id = fee.patron_id;
drop table fee;
alter table fee_2 rename to fee;
create index fee_owed on fee (patron_id) where settled < amount;
create unique index fee_of_loan on fee (loan_id, kind) where loan_id is not null;
create index fee_patron on fee (patron_id);

-- What was paid or waived of a fee. One act may settle several fees; they share the receipt number.
create table fee_payment (
  id text not null,
  fee_id text not null references fee (id),
  amount integer not null check (amount > 0),
  how text not null check (how in ('paid', 'waived', 'cancelled')),
  -- SIP2 payment type for what was paid: 00 cash, 01 VISA, 02 credit card, or a site's own.
  method text not null default '00',
  receipt_number text not null,
  -- Of the other party: a SIP2 transaction id, a bank's reference.
  reference text,
  library_id text not null references library (id),
  at integer not null,
  by text not null,
  note text not null default '',
  primary key (id, fee_id)
) strict;
create index fee_payment_fee on fee_payment (fee_id);
create index fee_payment_receipt on fee_payment (receipt_number);

-- Receipts are numbered without gaps, per library and year.
create table receipt_counter (
  library_id text not null references library (id),
  year integer not null,
  last integer not null,
  primary key (library_id, year)
) strict;

-- Every change that staff, other systems or the server itself made, circulation events apart. Appended to, never changed.
create table audit (
  id text primary key,
  at integer not null,
  by text not null,
  library_id text not null,
  -- e.g. `hold-place`, `fee-waive`, `rule-put`.
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  -- JSON: what was and what is; no names, card numbers or titles.
  details text not null
) strict;
create index audit_at on audit (at);
create index audit_subject on audit (subject_kind, subject_id);
