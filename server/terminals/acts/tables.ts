/** Tables of the folder; the migration says what their columns mean. */
export interface StaffCardTables {
  staff_card: {
    value: string;
    account_id: string;
    created_at: number;
  };
}
