-- What staff should go and do, and how it has gone. A row that was never opened is a condition that has not lasted long enough yet.
create table alert (
  id text primary key,
  terminal_id text not null references terminal (id),
  code text not null,
  -- Id of the device or bin it is about; empty: the terminal.
  device text not null,
  severity text not null check (severity in ('now', 'soon', 'know')),
  -- JSON: fills in the sentence.
  params text not null,
  -- As the terminal tells; null: nobody knows.
  since bigint,
  bad_since bigint not null,
  fine_since bigint,
  returns integer not null,
  opened_at bigint,
  closed_at bigint,
  -- Of params and severity.
  updated_at bigint not null,
  -- Counts the changes, so that of two servers that have seen the same one alone writes it.
  revision integer not null,
  acknowledged_at bigint,
  acknowledged_by text,
  acknowledged_note text not null default ''
);
create unique index alert_live on alert (terminal_id, code, device) where closed_at is null;
create index alert_closed on alert (closed_at) where closed_at is not null;
create index alert_terminal on alert (terminal_id, opened_at);

-- What each terminal has done, hour by hour of UTC. Whole days are folded into terminal_day when they are old.
create table terminal_hour (
  terminal_id text not null references terminal (id),
  hour bigint not null,
  online_ms bigint not null,
  visits bigint not null,
  checkouts bigint not null,
  checkins bigint not null,
  renewals bigint not null,
  refusals bigint not null,
  receipts bigint not null,
  faults bigint not null,
  paper_changes bigint not null,
  primary key (terminal_id, hour)
);
create index terminal_hour_by_time on terminal_hour (hour);

create table terminal_day (
  terminal_id text not null references terminal (id),
  -- YYYY-MM-DD in the library's time.
  day text not null,
  online_ms bigint not null,
  visits bigint not null,
  checkouts bigint not null,
  checkins bigint not null,
  renewals bigint not null,
  refusals bigint not null,
  receipts bigint not null,
  faults bigint not null,
  paper_changes bigint not null,
  primary key (terminal_id, day)
);
create index terminal_day_by_day on terminal_day (day);

create index terminal_state_heard on terminal_state (heard_at);

-- Who is told of alerts at a library and all below it.
create table subscription (
  id text primary key,
  library_id text not null,
  kind text not null check (kind in ('mail', 'webhook')),
  -- E-mail address or URL.
  target text not null,
  -- JSON: severities, language, quiet hours, digest.
  wishes text not null,
  created_at bigint not null
);

-- What is to be told, kept until it has been.
create table notice (
  id text primary key,
  subscription_id text not null references subscription (id) on delete cascade,
  target text not null,
  alert_id text,
  event text not null check (event in ('opened', 'raised', 'closed', 'test')),
  for_digest integer not null check (for_digest in (0, 1)),
  created_at bigint not null,
  due_at bigint not null,
  attempts integer not null default 0,
  -- Somebody is at it until then; after a crash another takes over.
  claimed_until bigint,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'given-up')),
  ended_at bigint,
  -- Of the mail or request that it went with.
  sent_as text,
  last_error text
);
-- One who is subscribed twice is told once.
create unique index notice_once on notice (target, alert_id, event) where alert_id is not null;
create index notice_due on notice (due_at) where state = 'waiting';
create index notice_ended on notice (subscription_id, ended_at);
create index notice_by_alert on notice (alert_id);
create index notice_sent on notice (target, ended_at) where state = 'sent';
