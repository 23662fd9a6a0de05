create table terminal (
  id text primary key,
  name text not null check (name <> ''),
  library_id text not null,
  public_key text not null,
  created_at integer not null,
  removed_at integer
) strict;
-- One key is one terminal: a second one with the same key would speak for the first.
create unique index terminal_key_in_use on terminal (public_key) where removed_at is null;

create table terminal_state (
  terminal_id text primary key references terminal (id),
  state text not null,
  heard_at integer not null,
  online_since integer not null
) strict;

create table staff_account (
  id text primary key,
  name text not null unique check (name = lower(name) and name <> ''),
  password_hash text not null,
  created_at integer not null
) strict;

create table staff_grant (
  account_id text not null references staff_account (id) on delete cascade,
  library_id text not null,
  role text not null check (role in ('administrator', 'librarian')),
  primary key (account_id, library_id, role)
) strict;

create table staff_session (
  token_hash text primary key,
  account_id text not null references staff_account (id) on delete cascade,
  created_at integer not null,
  expires_at integer not null
) strict;
create index staff_session_by_account on staff_session (account_id);
create index staff_session_by_expiry on staff_session (expires_at);

create table sign_in_attempt (
  id text primary key,
  account_name text not null,
  address text not null,
  tried_at integer not null
) strict;
create index sign_in_attempt_by_account on sign_in_attempt (account_name, tried_at);
create index sign_in_attempt_by_address on sign_in_attempt (address, tried_at);
create index sign_in_attempt_by_time on sign_in_attempt (tried_at);
