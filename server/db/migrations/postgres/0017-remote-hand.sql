-- What staff have terminals do from afar, and what they set of them.

create table terminal_order (
  -- Of the act that gave it.
  id text primary key,
  terminal_id text not null,
  kind text not null,
  -- Order of server/terminals/schema.ts, as JSON.
  what text not null,
  asked_at bigint not null,
  -- Account.
  asked_by text not null,
  -- Not carried out after this.
  until bigint not null,
  -- When it was first handed to the terminal's link.
  told_at bigint,
  -- overtaken: a later order made it needless before it was answered.
  outcome text check (outcome in ('done', 'refused', 'failed', 'overtaken')),
  code text,
  message text,
  answered_at bigint,
  check ((outcome is null) = (answered_at is null))
);
create index terminal_order_by_terminal on terminal_order (terminal_id, asked_at);
create index terminal_order_pending on terminal_order (terminal_id) where outcome is null;

-- What a terminal has handed in when it was told to diagnose itself.
create table terminal_bundle (
  order_id text primary key references terminal_order (id) on delete cascade,
  terminal_id text not null,
  made_at bigint not null,
  -- JSON lines, gzip.
  bytes bytea not null
);
create index terminal_bundle_by_terminal on terminal_bundle (terminal_id, made_at);
create index terminal_bundle_by_age on terminal_bundle (made_at);

-- Each change of what a place says is a new version; the highest is what it says now.
create table settings_version (
  -- network, library or terminal; the first two perhaps for one profile only (server/settings/rules/place.ts).
  place text not null,
  version integer not null check (version > 0),
  -- TerminalSettings as JSON; {} says nothing.
  settings text not null,
  at bigint not null,
  -- As `audit.by`.
  by text not null,
  -- The row of the journal.
  act_id text not null,
  -- The version that was brought back.
  restored integer,
  primary key (place, version)
);

-- What a terminal was last told to be in force, so that its version rises only when something concerns it.
create table terminal_settings (
  terminal_id text primary key,
  version integer not null check (version > 0),
  settings text not null
);

-- Rises with every change anywhere: a terminal that sees it rise looks whether it is concerned.
create table settings_generation (
  one integer primary key check (one = 1),
  generation bigint not null
);
insert into settings_generation (one, generation) values (1, 0);
