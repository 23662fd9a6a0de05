import type { Generated } from 'kysely';

export interface PatronClassRow {
  id: string;
  name: string;
}

export interface PatronRow {
  id: string;
  library_id: string;
  family_name: string;
  given_name: string;
  folded_name: string;
  birth_date: string | null;
  patron_class: string;
  expires_on: string | null;
  language: 'vi' | 'en' | 'fr';
  pin_hash: string | null;
  email: string | null;
  phone: string | null;
  address: string | null;
  pin_sealed: string | null;
  guardian_id: string | null;
}

export interface PatronBlockRow {
  id: string;
  patron_id: string;
  reason: 'staff' | 'card-lost' | 'card-retained' | 'data-check' | 'misuse';
  note: Generated<string>;
  library_id: string;
  since: number;
  since_by: string;
  ended_at: number | null;
  ended_by: string | null;
}

export interface PatronCardRow {
  library_id: string;
  value: string;
  patron_id: string;
  kind: 'barcode' | 'rfid' | 'identity' | 'other';
  withdrawn_at: number | null;
}

export interface MembershipRow {
  patron_id: string;
  library_id: string;
  role: 'pupil' | 'teacher' | 'staff' | 'member';
  class_group: Generated<string>;
  school_year: Generated<string>;
  from_day: string | null;
  to_day: string | null;
}

export interface PinAttemptRow {
  card_digest: string;
  tries: number;
  locked_until: number | null;
  last_at: number;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface PatronsTables {
  patron_class: PatronClassRow;
  patron: PatronRow;
  patron_block: PatronBlockRow;
  patron_card: PatronCardRow;
  membership: MembershipRow;
  pin_attempt: PinAttemptRow;
}
