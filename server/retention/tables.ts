export interface LendingCountRow {
  library_id: string;
  month: string;
  patron_class: string;
  item_class: string;
  loans: number;
  renewals: number;
  late: number;
}

export interface TaskRunRow {
  task: string;
  ended_at: number;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface RetentionTables {
  lending_count: LendingCountRow;
  task_run: TaskRunRow;
}
