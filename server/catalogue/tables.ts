export interface TitleRow {
  id: string;
  record: string;
  version: number;
  title: string;
  author: string;
  publisher: string | null;
  year: number | null;
  language: string | null;
  folded: string;
  changed_at: number;
}

export interface TitleContributorRow {
  title_id: string;
  position: number;
  name: string;
  folded: string;
}

export interface TitleIdentifierRow {
  title_id: string;
  kind: 'isbn' | 'issn';
  value: string;
}

export interface ItemRow {
  id: string;
  title_id: string;
  home_library_id: string;
  current_library_id: string;
  item_class: string;
  call_number: string | null;
  collection: string | null;
  enumeration: string | null;
  price: number | null;
  condition: 'ok' | 'damaged' | 'lost' | 'missing' | 'withdrawn';
}

export interface ItemIdentifierRow {
  library_id: string;
  kind: 'barcode' | 'accession' | 'tag';
  value: string;
  part: number;
  item_id: string;
  uid: string | null;
}

export interface ItemTagChangeRow {
  id: string;
  item_id: string;
  account_id: string;
  changed_at: number;
  before: string;
  after: string;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface CatalogueTables {
  title: TitleRow;
  title_contributor: TitleContributorRow;
  title_identifier: TitleIdentifierRow;
  item: ItemRow;
  item_identifier: ItemIdentifierRow;
  item_tag_change: ItemTagChangeRow;
}
