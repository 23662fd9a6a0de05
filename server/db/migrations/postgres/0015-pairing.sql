-- Terminals that ask to be let in, and what each is for.

alter table terminal add column profile text not null default 'kiosk' check (profile in ('kiosk', 'drop-box', 'staff-pad', 'tagging', 'van'));
-- Since when its key is this one; null: since it was added. A terminal that is paired anew keeps its id and its past.
alter table terminal add column keyed_at bigint;

create table pairing (
  id text primary key,
  -- One key asks once at a time.
  public_key text not null unique,
  code text not null unique,
  -- What the terminal says of itself: shown to staff, believed by nobody.
  claimed_id text,
  claimed_profile text,
  version text,
  address text not null,
  asked_at bigint not null,
  expires_at bigint not null,
  -- A code is good once; the row stays to its end, so that a colleague is told what became of it.
  used_at bigint,
  used_by text,
  check ((used_at is null) = (used_by is null))
);
create index pairing_by_expiry on pairing (expires_at);

-- Codes that were typed and were none.
create table pairing_try (
  id text primary key,
  account_id text not null,
  address text not null,
  tried_at bigint not null
);
create index pairing_try_by_account on pairing_try (account_id, tried_at);
create index pairing_try_by_address on pairing_try (address, tried_at);
create index pairing_try_by_time on pairing_try (tried_at);
