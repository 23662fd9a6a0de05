-- Releases of the program that terminals may be brought up to, and how far each has been let out.

create table release (
  version text primary key,
  -- Terminals of this ring and below may have it; null: none yet.
  ring integer check (ring between 0 and 3),
  -- When it was let out to that ring.
  ring_at integer,
  paused integer not null default 0 check (paused in (0, 1)),
  -- By itself on to the next ring after so many hours that went well; null: staff decide.
  wait_hours integer check (wait_hours > 0),
  added_at integer not null,
  -- As `audit.by`.
  added_by text not null,
  check ((ring is null) = (ring_at is null))
) strict;

-- One archive a kind of machine. The files lie in the server's data folder, named by their digest.
create table release_bundle (
  version text not null references release (version) on delete cascade,
  platform text not null,
  arch text not null,
  -- Hexadecimal, of the archive.
  sha256 text not null,
  bytes integer not null,
  built_at integer not null,
  -- SignedManifest of server/updates/format/manifest.ts, as JSON.
  signed text not null,
  primary key (version, platform, arch)
) strict;
