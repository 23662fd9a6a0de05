-- What lay in a drop box's bin when it was emptied. Books only: whose they were is not in it.

create table bin_manifest (
  -- Made by the terminal: handed over twice it is one.
  id text primary key,
  terminal_id text not null,
  bin text not null,
  -- Since it had last been emptied, and when it was: epoch milliseconds by the terminal.
  since bigint not null,
  until bigint not null,
  emptied_by text not null check (emptied_by in ('door', 'staff')),
  received_at bigint not null,
  book_count bigint not null check (book_count >= 0),
  -- Books that staff have something to do with.
  exception_count bigint not null check (exception_count >= 0),
  -- JSON list of BinEntry of server/terminals/manifests/schema.ts.
  entries text not null
);
create index bin_manifest_by_terminal on bin_manifest (terminal_id, until);
create index bin_manifest_by_age on bin_manifest (received_at);
