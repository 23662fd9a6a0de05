/** Believable moments at the desk, for tests and pictures. All books and numbers are invented. */
import type {
  DeskDoubt,
  DeskSnapshot,
  DeskTag,
  DeskTagging,
  Sentence,
} from '#gateway/desk-messages.ts';

export const NOW = Date.UTC(2026, 10, 20, 2, 30);

const said = (code: string, params: Sentence['params'] = {}): Sentence => ({ code, params });

/** The 36 bytes of an ISO 28560-3 basic block, for the look of it; its check sum is not a real one. */
const BASIC = '11010144454D4F2D3030303432313700000000E27C564E484732303100000000000000000000';
const blocksOf = (hex: string, locked = 0): DeskTag['blocks'] =>
  (hex.match(/.{1,8}/g) ?? []).map((block, at) => ({
    hex: block.padEnd(8, '0'),
    locked: at < locked,
  }));

export const itemTag: DeskTag = {
  uid: 'E00401509A3C1F22',
  chip: 'NXP ICODE SLIX',
  says: [
    said('tag.item', { id: 'DEMO-0004217' }),
    said('tag.owner', { isil: 'VN-HG201' }),
    said('tag.part', { part: 1, of: 1 }),
    said('tag.usage', { usage: 'circulating' }),
    said('tag.format-iso28560-3'),
  ],
  model: 'iso28560-3',
  itemId: 'DEMO-0004217',
  part: 1,
  partsInItem: 1,
  afi: 0x07,
  eas: false,
  security: 'armed',
  blocks: blocksOf(`${BASIC}${'0'.repeat(148)}`, 1),
  ranges: [
    { from: 0, to: 1, what: 'head' },
    { from: 1, to: 3, what: 'parts' },
    { from: 3, to: 19, what: 'id' },
    { from: 19, to: 21, what: 'crc' },
    { from: 21, to: 34, what: 'owner' },
    { from: 34, to: 112, what: 'free' },
  ],
};

export const blankTag: DeskTag = {
  uid: 'E00401509A3C2B07',
  chip: 'NXP',
  says: [said('tag.blank')],
  model: 'blank',
  afi: 0,
  blocks: blocksOf('0'.repeat(224)),
};

export const oldTag: DeskTag = {
  ...itemTag,
  uid: 'E00780AB40013377',
  chip: 'Texas Instruments',
  says: [
    said('tag.item', { id: '30114000291' }),
    said('tag.branch', { branch: 4, library: 12 }),
    said('tag.item-type', { type: 'bookAndDisc' }),
    said('tag.format-rfid501'),
  ],
  model: 'rfid501',
  itemId: '30114000291',
  security: 'disarmed',
  afi: 0xc2,
};

export const damagedTag: DeskTag = {
  ...itemTag,
  uid: 'E004015000C0FFEE',
  says: [
    said('tag.damaged'),
    said('tag.damaged-crc'),
    said('tag.damaged-remains', { id: 'DEMO-00042' }),
  ],
  model: 'damaged',
};

export const foreignTag: DeskTag = {
  uid: 'E0040150DEADBEE0',
  says: [said('tag.ndef', { bytes: 46 }), said('tag.ndef-part', { part: 'message', bytes: 44 })],
  model: 'ndef',
  blocks: blocksOf('E1400D0103'),
};

const item = {
  label: 'DEMO-0004217',
  title: 'Dế Mèn phiêu lưu ký',
  author: 'Tô Hoài',
  tags: [],
  known: 'yes',
} as const;

const idle: DeskTagging = {
  model: 'iso28560-3',
  isil: 'VN-HG201',
  parts: 1,
  part: 1,
  done: [],
  losses: {},
  writes: {},
  counts: { sitting: 148, lastHour: 212, perHour: 236 },
  unsent: 0,
};

const base: DeskSnapshot = {
  mode: 'staff',
  staffName: 'thuthu.mai',
  language: 'vi',
  online: true,
  pinIsSet: true,
  terminal: {
    name: 'Xe gắn chip 1',
    library: 'Thư viện tỉnh, phòng kỹ thuật',
    timeZone: 'Asia/Ho_Chi_Minh',
  },
  devicesAre: 'ours',
  devices: [
    { id: 'pad', kind: 'rfid-reader', state: 'ready', model: 'FEIG ISC.MR102' },
    { id: 'scanner', kind: 'barcode-scanner', state: 'ready' },
  ],
  task: 'tagging',
  pad: [],
  toCheck: 0,
  crowded: false,
  endsAt: NOW + 580_000,
  now: NOW,
};

const tagging = (change: Partial<DeskTagging>, more: Partial<DeskSnapshot> = {}) => ({
  tagging: { ...idle, ...change },
  ...more,
});
const uid = blankTag.uid;
const losses = {
  [oldTag.uid]: [
    said('tag.loses-item', { id: '30114000291' }),
    said('tag.loses-branch', { branch: 4, library: 12 }),
    said('tag.loses-item-type', { type: 'bookAndDisc' }),
    said('tag.loses-unknown', { bytes: 9 }),
  ],
};
const tagged = { item: { ...item, tags: [{ uid, part: 1 }] } };
const set = {
  item: { ...tagged.item, label: 'DEMO-0007733', title: 'Tiếng Anh cho bé, sách và 2 đĩa' },
};

const samples: NonNullable<DeskSnapshot['rules']>['samples'] = [
  { text: '20117000042173', symbology: 'Code 128', is: 'patron', taken: 'patron' },
  { text: '30117000042179', symbology: 'Code 128', is: 'item', taken: 'item' },
  { text: 'TV-0042', symbology: 'Code 39', is: 'item', taken: 'unknown' },
  { text: '30117000081130', symbology: 'Code 128', is: 'item', taken: 'patron' },
];
const inForce = [
  said('desk.rule-patron', { form: '2#############' }),
  said('desk.rule-item', { form: '3#############' }),
];

/** Every state of every task, by a name. */
const doubts: readonly DeskDoubt[] = [
  {
    ...{ id: 'd-1', act: 'checkout', kind: 'unclear', label: 'DEMO-0004217', cardEnd: '0011' },
    ...{ at: NOW - 7_200_000, askedAt: NOW - 3_600_000, asking: false },
    found: ['item-charged', 'listed-cannot-tell'],
  },
  {
    ...{ id: 'd-2', act: 'checkin', kind: 'refused', label: '30114000291' },
    ...{ at: NOW - 90_000_000, asking: true, found: ['item-unknown'] },
  },
];

const STATES: Readonly<Record<string, Partial<DeskSnapshot>>> = {
  'tagging-scan': tagging({}),
  'tagging-asking': tagging({ item: { label: item.label, tags: [], known: 'asking' } }),
  'tagging-lay': tagging({ item }),
  'tagging-unknown': tagging(
    { item: { label: 'DEMO-9', tags: [], known: 'no' } },
    { notice: said('desk.label-unknown', { label: 'DEMO-9' }) },
  ),
  'tagging-several': tagging({ item: { label: '4217', tags: [], known: 'several' } }),
  'tagging-offline': tagging(
    { item: { label: item.label, tags: [], known: 'unasked' }, unsent: 17 },
    { mode: 'device', online: false },
  ),
  'tagging-cannot': tagging(
    { item, losses: { [uid]: [said('tag.cannot-fit', { needed: 48, size: 32 })] } },
    { pad: [blankTag], notice: said('tag.cannot-fit', { needed: 48, size: 32 }) },
  ),
  'tagging-refused': tagging({
    refused: [
      { label: 'DEMO-9', uid, why: said('desk.item-unknown', { label: 'DEMO-9' }) },
      { label: 'DEMO-3', uid: oldTag.uid, why: said('desk.tag-elsewhere', { title: 'Số đỏ' }) },
    ],
  }),
  'tagging-losses': tagging({ item, losses }, { pad: [oldTag] }),
  'tagging-two-tags': tagging({ item }, { pad: [blankTag, oldTag] }),
  'tagging-past': tagging(
    { item, past: [oldTag.uid], losses: { [oldTag.uid]: losses[oldTag.uid] ?? [] } },
    { pad: [oldTag] },
  ),
  'tagging-ready': tagging({ item, losses: { [uid]: [] } }, { pad: [blankTag] }),
  'tagging-reading': tagging({ item }, { pad: [{ ...blankTag, says: [] }] }),
  'tagging-writing': tagging(
    { item, writes: { [uid]: { state: 'writing' } } },
    { pad: [blankTag] },
  ),
  'tagging-written': tagging(
    { ...tagged, done: [1], writes: { [uid]: { state: 'written', part: 1 } } },
    { pad: [{ ...itemTag, uid }] },
  ),
  'tagging-failed': tagging(
    {
      item,
      writes: {
        [uid]: { state: 'failed', why: said('tag.cannot-locked', { block: 2, blocks: 3 }) },
      },
    },
    { pad: [blankTag] },
  ),
  'tagging-torn': tagging({ item, writes: { [uid]: { state: 'torn' } } }),
  'tagging-set': tagging({
    ...set,
    parts: 3,
    part: 2,
    done: [1],
    writes: { [uid]: { state: 'written', part: 1 } },
  }),
  'tagging-set-written': tagging(
    {
      ...set,
      parts: 3,
      part: 2,
      done: [1],
      writes: { [uid]: { state: 'written', part: 1 } },
    },
    { pad: [{ ...itemTag, uid }] },
  ),
  'tagging-no-reader': tagging(
    {},
    { devices: [{ id: 'pad', kind: 'rfid-reader', state: 'faulty', code: 'port-missing' }] },
  ),
  'tagging-visitor': tagging({}, { devicesAre: 'visitor' }),
  'tagging-ends': tagging({}, { endsAt: NOW + 42_000 }),
  'look-empty': { task: 'look' },
  'look-item': { task: 'look', pad: [itemTag] },
  'look-damaged': { task: 'look', pad: [damagedTag] },
  'look-several': { task: 'look', pad: [oldTag, blankTag, foreignTag], crowded: true },
  'look-no-reader': { task: 'look', devices: [] },
  'rules-empty': { task: 'scan-rules', rules: { samples: [], inForce } },
  'rules-last': {
    task: 'scan-rules',
    rules: {
      samples,
      inForce,
      last: {
        text: '30117000042187',
        symbology: 'Code 128',
        taken: 'patron',
        checkDigit: 'valid',
      },
    },
  },
  'rules-proposal': {
    task: 'scan-rules',
    rules: { samples, inForce, proposal: { rules: inForce, right: 4 } },
  },
  'learn-empty': {
    task: 'learn-security',
    security: {
      inForce: { armedAfi: 0x07, disarmedAfi: 0xc2, eas: false },
      learned: { armed: [], disarmed: [] },
    },
  },
  'learn-lies': {
    task: 'learn-security',
    pad: [oldTag],
    security: {
      inForce: { armedAfi: 0x07, disarmedAfi: 0xc2, eas: true },
      learned: { armed: [0x07, 0x07], disarmed: [] },
    },
  },
  'check-none': { task: 'to-check', toCheck: 0, doubts: [] },
  'check-some': { task: 'to-check', toCheck: doubts.length, doubts },
  'learn-proposal': {
    task: 'learn-security',
    security: {
      inForce: { armedAfi: 0x07, disarmedAfi: 0xc2, eas: false },
      learned: { armed: [0x9e, 0x9e], disarmed: [0xc2] },
      proposal: { armedAfi: 0x9e, disarmedAfi: 0xc2 },
    },
  },
};

export const DESK_STATES = Object.keys(STATES);

export function deskFixture(state: string, change: Partial<DeskSnapshot> = {}): DeskSnapshot {
  return { ...base, ...STATES[state], ...change };
}
