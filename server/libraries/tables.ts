export interface LibraryRow {
  id: string;
  parent_id: string | null;
  isil: string | null;
  kind: string;
  name: string;
  time_zone: string;
  valid_from: string | null;
  valid_to: string | null;
  /** Degrees of WGS 84. */
  latitude: number | null;
  longitude: number | null;
}

export interface LibraryCalendarRow {
  library_id: string;
  weekly: string | null;
}

export interface CalendarExceptionRow {
  library_id: string;
  from_day: string;
  to_day: string;
  open: number;
  name: string;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface LibrariesTables {
  library: LibraryRow;
  library_calendar: LibraryCalendarRow;
  calendar_exception: CalendarExceptionRow;
}
