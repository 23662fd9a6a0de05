-- Import of libraries, patrons, titles and items in batches.

create table import_batch (
  id text primary key,
  -- Name of the file, without its folder.
  name text not null,
  format text not null check (format in ('json', 'jsonl', 'csv')),
  -- SHA-256 of the file, hexadecimal: a changed file is another batch.
  digest text not null,
  bytes integer not null,
  -- JSON: what the file does not say itself, such as the library of a list's rows.
  settings text not null,
  -- Null: whoever asked may import for the whole network. Else the account whose libraries bound the batch.
  account_id text,
  state text not null check (state in ('waiting', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'failed')),
  -- Rows of the file that are done with in this state, and where in the file the last of them ends.
  rows_done integer not null default 0,
  bytes_done integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  unchanged integer not null default 0,
  refused integer not null default 0,
  -- While and after undoing: rows put back, and rows kept because they have been used or changed since.
  put_back integer not null default 0,
  kept integer not null default 0,
  -- Why it failed, in words.
  failure text,
  created_at integer not null,
  created_by text not null,
  -- When the state began.
  state_at integer not null,
  -- What the rows were before, refused values and the file itself have been removed: it can no longer be undone.
  forgotten_at integer
) strict;
create index import_batch_created on import_batch (created_at);

-- What a batch did to a row, until it is undone or forgotten.
create table import_change (
  batch_id text not null references import_batch (id),
  -- Number of the row in the file, from 1.
  row integer not null,
  section text not null,
  subject_id text not null,
  -- JSON of what was there; null: nothing.
  before text,
  -- Digest of what the batch made of it, to know what has been changed since.
  after text not null,
  primary key (batch_id, row)
) strict, without rowid;
create unique index import_change_subject on import_change (batch_id, section, subject_id);

-- A row that was refused, or kept when its batch was undone.
create table import_refusal (
  batch_id text not null references import_batch (id),
  row integer not null,
  position integer not null,
  line integer not null,
  section text not null,
  field text not null,
  -- As it stood in the file, cut; never a PIN or a whole card number.
  value text not null,
  code text not null,
  -- In words.
  reason text not null,
  primary key (batch_id, row, position)
) strict, without rowid;

-- For the hashing of sealed PINs in the background.
create index patron_pin_sealed on patron (id) where pin_sealed is not null;

-- A row that goes is looked for among those that may refer to it.
create index import_hold_item on hold (item_id) where item_id is not null;
create index import_hold_captured on hold (captured_item_id) where captured_item_id is not null;
create index import_hold_title on hold (title_id);
create index import_fee_item on fee (item_id) where item_id is not null;
create index import_transit_item on transit (item_id);
create index import_conflict_item on conflict (item_id) where item_id is not null;
