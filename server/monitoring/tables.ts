export interface MonitoringTables {
  /** What each terminal last said of itself. */
  terminal_state: {
    terminal_id: string;
    /** TerminalState as JSON. */
    state: string;
    /** Since when it has been in this state, whatever its own clock says. */
    changed_at: number;
    heard_at: number;
  };
}
