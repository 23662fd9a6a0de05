/** Every table of the database, as Kysely sees it. Each folder describes its own in `tables.ts`. */
import type { AuditTables } from '../audit/tables.ts';
import type { CatalogueTables } from '../catalogue/tables.ts';
import type { CirculationTables } from '../circulation/tables.ts';
import type { ConflictTables } from '../circulation/conflicts/tables.ts';
import type { ImportTables } from '../import/tables.ts';
import type { LibrariesTables } from '../libraries/tables.ts';
import type { MonitoringTables } from '../monitoring/tables.ts';
import type { PatronsTables } from '../patrons/tables.ts';
import type { PermitTables } from '../permit/tables.ts';
import type { RetentionTables } from '../retention/tables.ts';
import type { SettingsTables } from '../settings/tables.ts';
import type { StaffTables } from '../staff/tables.ts';
import type { StaffCardTables } from '../terminals/acts/tables.ts';
import type { ManifestTables } from '../terminals/manifests/tables.ts';
import type { OrderTables } from '../terminals/orders/tables.ts';
import type { TerminalTables } from '../terminals/tables.ts';
import type { UpdateTables } from '../updates/tables.ts';

export interface Tables
  extends
    LibrariesTables,
    PatronsTables,
    PermitTables,
    CatalogueTables,
    CirculationTables,
    ConflictTables,
    TerminalTables,
    OrderTables,
    ManifestTables,
    StaffCardTables,
    SettingsTables,
    UpdateTables,
    StaffTables,
    AuditTables,
    ImportTables,
    RetentionTables,
    MonitoringTables {}
