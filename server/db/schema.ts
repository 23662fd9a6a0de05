/** Every table of the database, as Kysely sees it. Each folder describes its own in `tables.ts`. */
import type { MonitoringTables } from '../monitoring/tables.ts';
import type { StaffTables } from '../staff/tables.ts';
import type { TerminalTables } from '../terminals/tables.ts';

export interface Tables extends TerminalTables, StaffTables, MonitoringTables {}
