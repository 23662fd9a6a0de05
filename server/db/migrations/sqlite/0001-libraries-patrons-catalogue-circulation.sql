-- Days are text `YYYY-MM-DD`, instants are epoch milliseconds, money is đồng.

create table library (
  id text primary key,
  parent_id text references library (id),
  isil text unique,
  kind text not null,
  name text not null,
  time_zone text not null,
  valid_from text,
  valid_to text
) strict;
create index library_parent on library (parent_id);

create table library_calendar (
  library_id text primary key references library (id),
  -- Seven of 0 and 1, Monday first; null: as the parent's.
  weekly text check (length(weekly) = 7)
) strict;

create table calendar_exception (
  library_id text not null references library (id),
  from_day text not null,
  to_day text not null,
  open integer not null check (open in (0, 1)),
  name text not null,
  primary key (library_id, from_day, to_day),
  check (from_day <= to_day)
) strict;

create table patron_class (
  id text primary key,
  name text not null
) strict;

create table item_class (
  id text primary key,
  name text not null,
  loanable integer not null check (loanable in (0, 1))
) strict;

create table loan_policy (
  id text primary key,
  library_id text not null references library (id),
  patron_class text references patron_class (id),
  item_class text references item_class (id),
  max_loans integer,
  max_loans_of_class integer,
  loan_days integer not null check (loan_days > 0),
  renewals integer not null check (renewals >= 0),
  requires_pin integer not null check (requires_pin in (0, 1)),
  max_overdue integer,
  max_fees_owed integer
) strict;
create unique index loan_policy_of on loan_policy (library_id, coalesce(patron_class, ''), coalesce(item_class, ''));

-- Changes with every change of the tree, the calendars and the rules of lending, so that they can be kept in memory.
create table rulebook (
  id integer primary key check (id = 1),
  version text not null
) strict;
insert into rulebook (id, version) values (1, '');

create table patron (
  id text primary key,
  library_id text not null references library (id),
  family_name text not null,
  given_name text not null,
  folded_name text not null,
  birth_date text,
  patron_class text not null references patron_class (id),
  expires_on text,
  language text not null check (language in ('vi', 'en', 'fr')),
  pin_hash text,
  guardian_id text references patron (id)
) strict;
create index patron_guardian on patron (guardian_id);

create table patron_block (
  patron_id text not null references patron (id),
  reason text not null,
  since integer not null,
  ended_at integer,
  primary key (patron_id, reason)
) strict;

create table patron_card (
  library_id text not null references library (id),
  value text not null,
  patron_id text not null references patron (id),
  kind text not null check (kind in ('barcode', 'rfid', 'identity', 'other')),
  withdrawn_at integer,
  primary key (library_id, value)
) strict;
create index patron_card_value on patron_card (value);
create index patron_card_patron on patron_card (patron_id);

create table membership (
  patron_id text not null references patron (id),
  library_id text not null references library (id),
  role text not null check (role in ('pupil', 'teacher', 'staff', 'member')),
  class_group text not null default '',
  school_year text not null default '',
  from_day text,
  to_day text,
  primary key (patron_id, library_id, role, class_group, school_year)
) strict;
create index membership_library on membership (library_id);

-- Wrong PINs, by a digest of the number: of numbers that nobody has as well, so that both are locked alike.
create table pin_attempt (
  card_digest text primary key,
  tries integer not null,
  locked_until integer,
  last_at integer not null
) strict;

create table title (
  id text primary key,
  -- MARC21 as MARC-in-JSON: the source of all other columns.
  record text not null,
  version integer not null,
  title text not null,
  author text not null,
  publisher text,
  year integer,
  language text,
  folded text not null,
  changed_at integer not null
) strict;

create table title_contributor (
  title_id text not null references title (id),
  position integer not null,
  name text not null,
  folded text not null,
  primary key (title_id, position)
) strict;

create table title_identifier (
  title_id text not null references title (id),
  kind text not null check (kind in ('isbn', 'issn')),
  value text not null,
  primary key (title_id, kind, value)
) strict;
create index title_identifier_value on title_identifier (value);

create table item (
  id text primary key,
  title_id text not null references title (id),
  home_library_id text not null references library (id),
  current_library_id text not null references library (id),
  item_class text not null references item_class (id),
  call_number text,
  collection text,
  enumeration text,
  price integer,
  condition text not null check (condition in ('ok', 'damaged', 'lost', 'missing', 'withdrawn'))
) strict;
create index item_title on item (title_id);
create index item_home on item (home_library_id);

create table item_identifier (
  library_id text not null references library (id),
  kind text not null check (kind in ('barcode', 'accession', 'tag')),
  value text not null,
  -- 0: the whole item.
  part integer not null,
  item_id text not null references item (id),
  uid text,
  primary key (library_id, kind, value, part)
) strict;
create index item_identifier_value on item_identifier (value);
create unique index item_identifier_uid on item_identifier (uid);
create index item_identifier_item on item_identifier (item_id);

-- Appended to, never changed, but for the patron, whose link is cut after a time.
create table circulation_event (
  -- Of its transaction.
  id text primary key,
  item_id text not null references item (id),
  kind text not null check (kind in ('checkout', 'checkin', 'renew', 'undo')),
  patron_id text references patron (id),
  occurred_at integer not null,
  claimed_at integer not null,
  recorded_at integer not null,
  terminal_id text not null,
  library_id text not null references library (id),
  due_at integer,
  undo_of text
) strict;
create index circulation_event_item on circulation_event (item_id, occurred_at);
create index circulation_event_patron on circulation_event (patron_id);

-- Derived from the events of its item, in the same transaction.
create table loan (
  -- Of its checkout.
  id text primary key,
  item_id text not null references item (id),
  patron_id text references patron (id),
  terminal_id text not null,
  library_id text not null references library (id),
  checked_out_at integer not null,
  due_at integer not null,
  renewals integer not null,
  replaced text,
  ended_at integer,
  ended_how text check (ended_how in ('returned', 'undone', 'replaced')),
  check ((ended_at is null) = (ended_how is null))
) strict;
create unique index loan_open_item on loan (item_id) where ended_at is null;
create index loan_item on loan (item_id);
create index loan_open_patron on loan (patron_id) where ended_at is null;
create index loan_patron on loan (patron_id);

create table hold (
  id text primary key,
  patron_id text not null references patron (id),
  title_id text not null references title (id),
  item_id text references item (id),
  pickup_library_id text not null references library (id),
  placed_at integer not null,
  ended_at integer
) strict;
create index hold_waiting on hold (title_id, placed_at) where ended_at is null;
create index hold_patron on hold (patron_id);

create table fee (
  id text primary key,
  patron_id text not null references patron (id),
  amount integer not null check (amount > 0),
  paid integer not null default 0 check (paid between 0 and amount),
  reason text not null,
  created_at integer not null
) strict;
create index fee_owed on fee (patron_id) where paid < amount;

create table transaction_outcome (
  id text not null,
  mode text not null check (mode in ('attempt', 'promise')),
  act text not null check (act in ('checkout', 'checkin', 'renew')),
  terminal_id text not null,
  -- Digest of what was asked, to tell the same request sent again from another under the same id.
  fingerprint text not null,
  answer text not null,
  receipt_code text unique,
  recorded_at integer not null,
  primary key (id, mode)
) strict;

create table conflict (
  transaction_id text not null,
  kind text not null,
  library_id text not null references library (id),
  item_id text references item (id),
  patron_id text references patron (id),
  loan_id text,
  -- JSON: what staff need to know of the request.
  details text not null,
  opened_at integer not null,
  closed_at integer,
  primary key (transaction_id, kind)
) strict;
create index conflict_open on conflict (library_id) where closed_at is null;
create index conflict_patron on conflict (patron_id);
