export interface MonitoringTables {
  /** What each terminal last said of itself; all times are the server's. */
  terminal_state: {
    terminal_id: string;
    /** TerminalState as JSON. */
    state: string;
    heard_at: number;
    /** Since when it has been heard without a silence. */
    online_since: number;
  };
}
