/**
 * Who may import whom. Unit tests (`*.test.ts`) beside a file are free to reach into `tests/`.
 * The first zone whose `files` match is the one that counts, so the narrow ones stand first.
 */

/** Pure files: no Node modules, no clock, no randomness, no network, no database. They import only one another and zod. */
export const PURE = [
  'gateway/messages.ts',
  'gateway/desk-messages.ts',
  'gateway/errors.ts',
  'gateway/offline-policy.ts',
  'gateway/site-offline-policy.ts',
  'gateway/permit/permit.ts',
  'gateway/permit/rules/*.ts',
  'server/permit/format/*.ts',
  'server/permit/rules/*.ts',
  'gateway/back-off.ts',
  'gateway/time-belief.ts',
  'gateway/time-floor.ts',
  'gateway/ils/central/rules/*.ts',
  'gateway/outbox/rules/*.ts',
  'gateway/devices/device.ts',
  'gateway/devices/*/*frames.ts',
  'gateway/devices/cards/card-number.ts',
  'gateway/devices/rfid/crc.ts',
  'gateway/devices/rfid/d6-*.ts',
  'gateway/devices/rfid/crowding.ts',
  'gateway/devices/rfid/pad.ts',
  'gateway/devices/rfid/uid.ts',
  'gateway/devices/barcode/aim.ts',
  'gateway/devices/barcode/scan-text.ts',
  'gateway/devices/barcode/repeats.ts',
  'gateway/devices/barcode/digest.ts',
  'gateway/devices/barcode/ssi-scans.ts',
  'gateway/scans/*.ts',
  'gateway/tags/*.ts',
  'gateway/decode/*.ts',
  'gateway/ils/ils.ts',
  'gateway/desk/desk.ts',
  'gateway/desk/snapshot.ts',
  'gateway/desk/rules/*.ts',
  'gateway/desk/scan-rules-judge.ts',
  'gateway/session/session.ts',
  'gateway/session/snapshot.ts',
  'gateway/session/transactions.ts',
  'gateway/session/rules/*.ts',
  'gateway/session/receipt.ts',
  'server/circulation/rules/*.ts',
  'server/circulation/*/rules/*.ts',
  'server/catalogue/rules/*.ts',
  'server/patrons/rules/*.ts',
  'server/libraries/rules/*.ts',
  'server/monitoring/rules/*.ts',
  'server/staff/rules/*.ts',
  'server/text/*.ts',
  'server/sample/rules/*.ts',
  'server/import/rules/*.ts',
  'server/*/input.ts',
  'server/audit/actor.ts',
  'server/circulation/desk-acts.ts',
  'server/sip2/protocol/*.ts',
  'server/sip2/rules/*.ts',
  'gateway/ils/sip2/rules/*.ts',
];

/** @param {string} glob `*` is any run of characters but `/` */
const asPattern = (glob) => glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*');
const PURE_FILES = new RegExp(`^(?:${PURE.map(asPattern).join('|')})$`);

const TESTS = /^tests\/|\.test\.ts$/;

/** @type {import('./boundaries.js').Zone[]} */
export const zones = [
  { name: 'a test', files: TESTS, values: [/./] },
  { name: 'a pure file', files: PURE_FILES, values: [PURE_FILES], packages: [/^zod$/] },
  {
    name: 'the gateway’s devices',
    files: /^gateway\/devices\//,
    values: [/^gateway\/(devices|tags)\//, /^gateway\/errors\.ts$/],
  },
  {
    name: 'the gateway’s ILS clients',
    files: /^gateway\/ils\//,
    values: [/^gateway\/ils\//, /^gateway\/(errors|back-off)\.ts$/, /^server\/sip2\/protocol\//],
    types: [/^server\/app\.ts$/, /^server\/.*\/schema\.ts$/],
  },
  {
    name: 'the gateway’s permit',
    files: /^gateway\/permit\//,
    values: [/^gateway\//, /^server\/permit\/format\//],
  },
  { name: 'the gateway', files: /^gateway\//, values: [/^gateway\//] },
  { name: 'the server', files: /^server\//, values: [/^server\//] },
  {
    name: 'the kiosk',
    files: /^kiosk\//,
    values: [/^kiosk\//, /^gateway\/(messages|desk-messages)\.ts$/],
    types: [/^server\/app\.ts$/],
  },
];
