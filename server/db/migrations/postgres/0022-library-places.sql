-- Where a library stands, for the map of the staff pages: degrees of WGS 84. A van stands nowhere.
alter table library add column latitude double precision check (latitude between -90 and 90);
alter table library add column longitude double precision check (longitude between -180 and 180);
