/** An order in words: what it is, and how far it has come. */
import type { GivenOrder, Order, WatchedTerminal } from '../../answers.ts';
import type { StaffWords } from '../../words.ts';

type Devices = NonNullable<WatchedTerminal['state']>['devices'];
export type Device = Devices[number];

/** By its kind, and by its own name where there are several of a kind. */
export function deviceText(words: StaffWords, devices: Devices, id: string): string {
  const device = devices.find((one) => one.id === id);
  if (!device) return id;
  const kind = words.text(`device.${device.kind}`);
  const isOnly = devices.filter((one) => one.kind === device.kind).length === 1;
  return isOnly ? kind : `${kind} (${id})`;
}

export function orderText(words: StaffWords, devices: Devices, what: Order): string {
  const device =
    what.kind === 'restart-device' ? { device: deviceText(words, devices, what.device) } : {};
  return words.text(`remote.order.${what.kind}`, device);
}

type Stage = GivenOrder['stage'];

export const isUnderWay = ({ stage }: Pick<GivenOrder, 'stage'>): boolean =>
  stage === 'waiting' || stage === 'told';

/** How far it has come; of one that came to nothing, why. */
export function stageText(words: StaffWords, order: GivenOrder, online: boolean): string {
  const { stage } = order;
  if (stage === 'waiting') return words.text(online ? 'remote.stage.waiting' : 'remote.stage.away');
  const why = whyText(words, order);
  const said = words.text(`remote.stage.${stage}`);
  return why === undefined ? said : `${said}: ${why}`;
}

function whyText(words: StaffWords, { code, message }: GivenOrder): string | undefined {
  if (code === undefined) return message;
  return words.find(`remote.code.${code}`) ?? message ?? code;
}

/** Done, still hoped for, or come to nothing. */
export const TONES: Readonly<Record<Stage, 'good' | 'warn' | 'bad' | 'soft'>> = {
  waiting: 'warn',
  told: 'warn',
  done: 'good',
  refused: 'bad',
  failed: 'bad',
  'out-of-date': 'bad',
  overtaken: 'soft',
};

export const SIGNS: Readonly<Record<Stage, string>> = {
  waiting: '…',
  told: '…',
  done: '✓',
  refused: '✕',
  failed: '✕',
  'out-of-date': '✕',
  overtaken: '–',
};
