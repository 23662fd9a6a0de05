import { Fault } from '../../errors.ts';
import type { DeviceId } from '../device.ts';
import type { DeviceHost, StartDevice } from '../driver.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { cardNumber, isRandomNumber } from './card-number.ts';
import type { CardNumberFormat } from './card-number.ts';
import { decodeTargets, LIST_PASSIVE_TARGET } from './pn532-frames.ts';
import { Pn532Line } from './pn532-line.ts';
import type { Pn532LineOptions } from './pn532-line.ts';

export interface CardReaderSettings extends Pn532LineOptions {
  /** How the site's cards were enrolled. */
  readonly number: CardNumberFormat;
  /** Rest between two looks. */
  readonly pauseMs: number;
  /** Looks without the card before it counts as taken away: at the edge of the field a look may miss it. */
  readonly absencesBeforeLeft: number;
}

export const CARD_READER_SETTINGS = {
  number: 'hex',
  pauseMs: 150,
  absencesBeforeLeft: 3,
} as const satisfies CardReaderSettings;

export const GET_FIRMWARE = 0x02;
export const SAM_CONFIGURATION = 0x14;
const RF_CONFIGURATION = 0x32;
/** “IC” of GetFirmwareVersion (§7.2.2). */
export const PN532 = 0x32;
/** Normal mode: the chip's slot for a security module is not used (§7.2.10). */
export const NO_SAM = Uint8Array.of(0x01);
/** MaxRetries (§7.3.1, item 5): ATR and PSL as they were, one look for a card and no more; by default it never ends. */
const LOOK_ONCE = Uint8Array.of(0x05, 0xff, 0x01, 0x01);
/** Item 1: the field goes off, and on again with the next look. A card that has answered once would not answer twice. */
const FIELD_OFF = Uint8Array.of(0x01, 0x00);
/** One card, 106 kbit/s type A (ISO/IEC 14443). */
const ONE_CARD = Uint8Array.of(0x01, 0x00);

/** What lies on the reader: a card by its number, or something that does not say who it is. */
type Laid = { readonly uid: Uint8Array; readonly key: string } | undefined;
const NOBODY = 'random';

/**
 * Patrons' cards of ISO 14443 type A at a PN532. A card that is laid on is told once, until it is taken away; the loss
 * of the line does not take it away: a card that was forgotten there must not sign its patron in again.
 */
export function pn532Reader(
  device: DeviceId,
  settings: Partial<CardReaderSettings> = {},
): StartDevice {
  const reader = { ...CARD_READER_SETTINGS, ...settings };
  const timing = settings.timing ?? systemTiming;
  const cards = new CardWatch(device, reader);
  return async (port, host) => {
    const line = new Pn532Line(port, reader);
    await prepare(line);
    const stop = new AbortController();
    const { signal } = stop;
    const watching = watch(cards, line, host, { pauseMs: reader.pauseMs, timing, signal });
    return {
      close: async () => {
        stop.abort();
        line.close();
        await watching;
      },
    };
  };
}

async function prepare(line: Pn532Line): Promise<void> {
  await line.wakeWith(SAM_CONFIGURATION, NO_SAM);
  const [ic] = await line.request(GET_FIRMWARE, new Uint8Array());
  if (ic !== PN532) throw new Fault('malformed', 'the card reader is no PN532');
  await line.request(RF_CONFIGURATION, LOOK_ONCE);
}

async function watch(
  cards: CardWatch,
  line: Pn532Line,
  host: DeviceHost,
  { pauseMs, timing, signal }: { pauseMs: number; timing: Timing; signal: AbortSignal },
): Promise<void> {
  try {
    while (!signal.aborted) {
      cards.observe(await look(line), host);
      await timing.sleep(pauseMs, signal);
    }
  } catch (error) {
    if (signal.aborted) return;
    const fault = error instanceof Fault ? error : undefined;
    host.fail(fault ?? new Fault('malformed', String(error), { cause: error }));
  }
}

async function look(line: Pn532Line): Promise<Laid> {
  const targets = decodeTargets(await line.request(LIST_PASSIVE_TARGET, ONE_CARD));
  if (!targets) throw new Fault('malformed', 'a card that does not fit its length');
  await line.request(RF_CONFIGURATION, FIELD_OFF);
  const [card] = targets;
  if (!card) return undefined;
  const key = isRandomNumber(card.uid) ? NOBODY : Buffer.from(card.uid).toString('hex');
  return { uid: card.uid, key };
}

/** Which card lies there, as far as repeated looking can tell. */
class CardWatch {
  readonly #device: DeviceId;
  readonly #settings: CardReaderSettings;
  #laid: string | undefined;
  #missed = 0;

  constructor(device: DeviceId, settings: CardReaderSettings) {
    this.#device = device;
    this.#settings = settings;
  }

  observe(laid: Laid, host: DeviceHost): void {
    if (!laid) {
      this.#missed += 1;
      if (this.#missed >= this.#settings.absencesBeforeLeft) this.#laid = undefined;
      return;
    }
    this.#missed = 0;
    if (laid.key === this.#laid) return;
    this.#laid = laid.key;
    this.#tell(laid, host);
  }

  #tell({ uid, key }: NonNullable<Laid>, host: DeviceHost): void {
    const device = this.#device;
    if (key === NOBODY) {
      return host.emit({ kind: 'scan-unreadable', device, reason: 'random-number' });
    }
    const card = cardNumber(uid, this.#settings.number);
    host.emit({ kind: 'card-read', device, card });
  }
}
