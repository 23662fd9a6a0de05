import { Fault } from '../../errors.ts';
import { stepsTo } from '../../tags/security.ts';
import type {
  SecurityReading,
  SecurityState,
  SecurityStep,
  SiteSecurity,
} from '../../tags/security.ts';
import type { ReaderCapabilities, RfidReader, Uid } from '../device.ts';
import type { Timing } from '../timing.ts';
import { isNxp } from './uid.ts';
import { confirmedTwice, readingBack, writeVerified } from './verified-write.ts';
import type { Attempt, WriteRules } from './verified-write.ts';

type SecurityReader = Pick<
  RfidReader,
  'capabilities' | 'readAfi' | 'writeAfi' | 'readEas' | 'writeEas'
>;

/** Only chips of NXP have the alarm. Other books of a site that uses both are secured by their AFI alone. */
const easOf = (uid: Uid, { eas }: ReaderCapabilities): ReaderCapabilities['eas'] =>
  isNxp(uid) ? eas : 'no';

/** What a gate would be told, as far as the site looks at it and the reader and the tag can tell; `known` as it is. */
export async function readSecurity(
  reader: SecurityReader,
  uid: Uid,
  looksAt: { readonly afi: boolean; readonly eas: boolean },
  known?: SecurityReading,
): Promise<SecurityReading> {
  const canTellEas = easOf(uid, reader.capabilities) === 'read-write';
  const afi = looksAt.afi ? (known?.afi ?? (await told(reader.readAfi(uid)))) : undefined;
  const tellsEas = looksAt.eas && canTellEas;
  const eas = tellsEas ? (known?.eas ?? (await told(reader.readEas(uid)))) : undefined;
  return { afi, eas };
}

/** Some tags do not tell: system information is optional in ISO/IEC 15693-3, and a UII need not be ISO's. */
async function told<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Fault && error.code === 'tag-refused') return undefined;
    throw error;
  }
}

export interface SecureOptions {
  readonly rules: WriteRules;
  readonly timing: Timing;
  /** What the tag said just now: what of it is as wanted is not written again. */
  readonly seen?: SecurityReading | undefined;
}

/**
 * Has the gate ring for the tag, or not: each step is written and read back before the next.
 * @throws Fault `not-supported` when nothing that the site's gates look at can be written; else that of the last try
 */
export async function secureTag(
  reader: SecurityReader,
  uid: Uid,
  wanted: SecurityState,
  site: SiteSecurity,
  { rules, timing, seen }: SecureOptions,
): Promise<void> {
  const { afi } = reader.capabilities;
  const steps = stepsTo(wanted, site, { afi, eas: easOf(uid, reader.capabilities) });
  if (steps.length === 0) {
    throw new Fault('not-supported', 'this site secures by EAS, which this reader or chip lacks');
  }
  const until = timing.now() + rules.withinMs;
  for (const step of steps.filter((each) => !isSo(each, seen))) {
    const left = { attempts: rules.attempts, withinMs: until - timing.now() };
    await writeVerified(attemptOf(step, reader, uid), left, timing);
  }
}

const isSo = (step: SecurityStep, seen: SecurityReading | undefined): boolean =>
  step.kind === 'afi' ? seen?.afi === step.value : seen?.eas === step.armed;

function attemptOf(step: SecurityStep, reader: SecurityReader, uid: Uid): Attempt {
  if (step.kind === 'afi') {
    const write = () => reader.writeAfi(uid, step.value);
    return readingBack(write, () => reader.readAfi(uid), step.value);
  }
  const write = () => reader.writeEas(uid, step.armed);
  if (!step.readable) return confirmedTwice(write);
  return readingBack(write, () => reader.readEas(uid), step.armed);
}
