create table note (
  id text primary key,
  place text not null unique,
  text text not null check (text <> ''),
  written_at integer not null
) strict;
create table counter (
  name text primary key,
  value integer not null
) strict;
