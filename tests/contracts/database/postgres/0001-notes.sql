create table note (
  id text primary key,
  place text not null unique,
  text text not null check (text <> ''),
  written_at bigint not null
);
create table counter (
  name text primary key,
  value bigint not null
);
