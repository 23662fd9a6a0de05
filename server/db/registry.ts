/** The server's commands and queries; each folder's `store.ts` is added here. */
import * as audit from '../audit/read-store.ts';
import * as backups from '../backup/store.ts';
import * as catalogue from '../catalogue/store.ts';
import * as items from '../catalogue/item-store.ts';
import * as tags from '../catalogue/tag-store.ts';
import * as circulation from '../circulation/store.ts';
import * as fees from '../circulation/fees/store.ts';
import * as holds from '../circulation/holds/store.ts';
import * as conflicts from '../circulation/conflict-store.ts';
import * as conflictDecisions from '../circulation/conflicts/decide-store.ts';
import * as conflictsKept from '../circulation/conflicts/keep-all-store.ts';
import * as conflictList from '../circulation/conflicts/list-store.ts';
import * as conflictStory from '../circulation/conflicts/story-store.ts';
import * as conflictUndo from '../circulation/conflicts/undo-store.ts';
import * as receipts from '../circulation/receipt-look-up.ts';
import * as receiptMail from '../circulation/receipt-mail/store.ts';
import * as lending from '../circulation/lending-store.ts';
import * as loans from '../circulation/timeline-store.ts';
import * as holdExpiry from '../circulation/holds/expiry-store.ts';
import * as holdLists from '../circulation/holds/list-store.ts';
import * as itemRecord from '../circulation/marks/record-store.ts';
import * as marks from '../circulation/marks/store.ts';
import * as policies from '../circulation/policies/store.ts';
import * as policyTable from '../circulation/policies/table-store.ts';
import * as policyTrial from '../circulation/policies/try-store.ts';
import * as importBatches from '../import/batch-store.ts';
import * as importCards from '../import/card-owners.ts';
import * as importChunks from '../import/import-store.ts';
import * as importUndo from '../import/undo-store.ts';
import * as libraries from '../libraries/store.ts';
import * as staffLibraries from '../libraries/staff-store.ts';
import * as monitoring from '../monitoring/store.ts';
import * as alertAcknowledging from '../monitoring/alerts/acknowledge-store.ts';
import * as alertList from '../monitoring/alerts/list-store.ts';
import * as watching from '../monitoring/alerts/watch-store.ts';
import * as hearing from '../monitoring/hear-store.ts';
import * as noticeDelivery from '../monitoring/notices/delivery-store.ts';
import * as subscriptions from '../monitoring/notices/subscription-store.ts';
import * as watchingKept from '../monitoring/reports/keep-store.ts';
import * as reports from '../monitoring/reports/store.ts';
import * as metrics from '../metrics/metrics-store.ts';
import * as blocks from '../patrons/block-store.ts';
import * as patronRecord from '../patrons/record-store.ts';
import * as patronSearch from '../patrons/search-store.ts';
import * as patrons from '../patrons/store.ts';
import * as pins from '../patrons/pin-store.ts';
import * as sealedPins from '../patrons/sealed-pins/store.ts';
import * as standing from '../patrons/standing-store.ts';
import * as offlineRules from '../permit/offline-store.ts';
import * as permits from '../permit/store.ts';
import * as sip2 from '../sip2/store.ts';
import * as retention from '../retention/store.ts';
import * as settings from '../settings/store.ts';
import * as staff from '../staff/store.ts';
import * as pairing from '../terminals/pairing-store.ts';
import * as terminalRegister from '../terminals/register-store.ts';
import * as terminalActs from '../terminals/acts/store.ts';
import * as manifests from '../terminals/manifests/store.ts';
import * as bundles from '../terminals/orders/bundle-store.ts';
import * as orders from '../terminals/orders/store.ts';
import * as terminals from '../terminals/store.ts';
import * as updates from '../updates/store.ts';
import type { Database } from './database.ts';

export const registry = {
  module: import.meta.url,
  migrations: new URL('./migrations/', import.meta.url).href,
  commands: {
    ...backups.commands,
    ...libraries.commands,
    ...lending.commands,
    ...patrons.commands,
    ...pins.commands,
    ...sealedPins.commands,
    ...importBatches.commands,
    ...importChunks.commands,
    ...importUndo.commands,
    ...catalogue.commands,
    ...tags.commands,
    ...circulation.commands,
    ...fees.commands,
    ...holds.commands,
    ...holdExpiry.commands,
    ...marks.commands,
    ...conflictDecisions.commands,
    ...conflictsKept.commands,
    ...conflictUndo.commands,
    ...retention.commands,
    ...policies.commands,
    ...blocks.commands,
    ...terminals.commands,
    ...orders.commands,
    ...bundles.commands,
    ...manifests.commands,
    ...terminalActs.commands,
    ...settings.commands,
    ...updates.commands,
    ...pairing.commands,
    ...terminalRegister.commands,
    ...permits.commands,
    ...offlineRules.commands,
    ...staff.commands,
    ...hearing.commands,
    ...watching.commands,
    ...alertAcknowledging.commands,
    ...noticeDelivery.commands,
    ...subscriptions.commands,
    ...watchingKept.commands,
  },
  queries: {
    ...libraries.queries,
    ...standing.queries,
    ...sealedPins.queries,
    ...importBatches.queries,
    ...importCards.queries,
    ...sip2.queries,
    ...staffLibraries.queries,
    ...patronSearch.queries,
    ...patronRecord.queries,
    ...holdLists.queries,
    ...holdExpiry.queries,
    ...itemRecord.queries,
    ...retention.queries,
    ...policyTable.queries,
    ...policyTrial.queries,
    ...audit.queries,
    ...catalogue.queries,
    ...items.queries,
    ...tags.queries,
    ...loans.queries,
    ...conflicts.queries,
    ...receipts.queries,
    ...receiptMail.queries,
    ...conflictList.queries,
    ...conflictStory.queries,
    ...terminals.queries,
    ...orders.queries,
    ...bundles.queries,
    ...manifests.queries,
    ...terminalActs.queries,
    ...settings.queries,
    ...updates.queries,
    ...terminalRegister.queries,
    ...permits.queries,
    ...offlineRules.queries,
    ...staff.queries,
    ...monitoring.queries,
    ...watching.queries,
    ...alertList.queries,
    ...noticeDelivery.queries,
    ...subscriptions.queries,
    ...reports.queries,
    ...metrics.queries,
  },
  slow: [
    'catalogue-search',
    'staff-patron-search',
    'pull-list',
    'retention-due',
    'terminal-history',
    'metrics-text',
    'updates-view',
    'monitoring-today',
    'weekly-report',
  ] as readonly string[],
  byKey: ['transact', 'transact-all'] as readonly string[],
};

/** The server's own database. */
export type AppDatabase = Database<typeof registry>;
