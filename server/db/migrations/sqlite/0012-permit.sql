-- Permits: what the terminals of a library may lend while nobody answers. A library here is one that has, or had, a terminal.

-- What a library says of it, and so all below; none up to the root: the defaults.
create table offline_rules (
  library_id text primary key,
  -- 0: returns only.
  lend integer not null check (lend in (0, 1)),
  -- Null: as the server's settings say.
  hours integer check (hours > 0),
  -- Loans to cards that are not known; null: none.
  unknown_loans integer check (unknown_loans > 0),
  unknown_days integer check (unknown_days > 0),
  -- Loans to cards that need a PIN; null: returns only.
  pin_loans integer check (pin_loans > 0),
  pin_days integer check (pin_days > 0),
  check ((unknown_loans is null) = (unknown_days is null)),
  check ((pin_loans is null) = (pin_days is null))
) strict;

create table permit_epoch (
  id text primary key,
  library_id text not null,
  -- AES-256-GCM with a key of the data folder, base64url; empty when it has ended: nobody needs it any more.
  sealed_key text not null,
  -- YYYY-MM in the library's zone.
  month text not null,
  began_at integer not null,
  ended_at integer,
  why text check (why in ('month', 'terminal-removed', 'staff', 'key-lost')),
  check ((ended_at is null) = (why is null))
) strict;
create unique index permit_epoch_open on permit_epoch (library_id) where ended_at is null;

create table permit_version (
  library_id text not null,
  -- Rises for ever.
  version integer not null,
  epoch_id text not null references permit_epoch (id),
  made_at integer not null,
  -- JSON, byte for byte as it was signed.
  manifest text not null,
  -- base64url
  signature text not null,
  -- So many of its chunks are the full ones; what has changed since comes after them.
  full_chunks integer not null,
  primary key (library_id, version)
) strict;

create table permit_chunk (
  library_id text not null,
  -- Hexadecimal, of the bytes.
  sha256 text not null,
  bytes blob not null,
  primary key (library_id, sha256)
) strict;
