-- Which tags were put into an item or taken from it, by whom and when. Appended to, never changed.
create table item_tag_change (
  id text primary key,
  item_id text not null references item (id),
  -- No reference: the record outlives the account.
  account_id text not null,
  changed_at integer not null,
  -- JSON, [{"uid":"E004…","part":1}, …] as it was before and as it is since.
  before text not null,
  after text not null
) strict;
create index item_tag_change_item on item_tag_change (item_id, changed_at);
