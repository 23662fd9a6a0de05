-- Receipts are numbered by the letters that stand before the number, not by library: two libraries may come to have the same letters
-- (`VN-TT`, and another whose id is `tt`), and no number is given twice.
create table receipt_series (
  letters text not null,
  year integer not null,
  last integer not null,
  primary key (letters, year)
) strict;
insert into receipt_series (letters, year, last)
  select upper(coalesce(substr(isil, instr(isil, '-') + 1), library.id)), year, max(last)
  from receipt_counter join library on library.id = receipt_counter.library_id
  group by 1, 2;
drop table receipt_counter;
