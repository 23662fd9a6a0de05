/** Tables of the folder; the migration says what their columns mean. */
export interface SettingsTables {
  settings_version: {
    place: string;
    version: number;
    settings: string;
    at: number;
    by: string;
    act_id: string;
    restored: number | null;
  };
  terminal_settings: {
    terminal_id: string;
    version: number;
    settings: string;
  };
  settings_generation: {
    one: number;
    generation: number;
  };
}
