import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import type { AfiPair, SecurityReading, SiteSecurity } from '../../tags/security.ts';
import type { Port } from '../device.ts';
import { openPort } from '../ports.ts';
import { systemTiming } from '../timing.ts';
import { FeigReader } from './feig-reader.ts';
import { readSecurity, secureTag } from './verified-security.ts';

const afi: AfiPair = { armed: 0x07, disarmed: 0xc2, alsoArmed: [], alsoDisarmed: [] };
const BY_AFI: SiteSecurity = { afi, eas: false };
const BY_EAS: SiteSecurity = { eas: true };
const BY_BOTH: SiteSecurity = { afi, eas: true };
const NXP = nextUid();
const OTHER = nextUid().replace(/^E004/, 'E007');

let line: TcpLine;
let port: Port;
/** It can switch the alarm, and cannot ask for it. */
let reader: FeigReader;
let simulator: SimulatedFeigReader;

beforeEach(async () => {
  line = await TcpLine.open();
  simulator = SimulatedFeigReader.on(line, { model: 'CPR40' });
  port = await openPort(line.address)();
  reader = await FeigReader.open(port, { timeoutMs: 10_000 });
});
afterEach(async () => {
  await reader.close();
  await port.close();
  await line.close();
});

function armed(uid: string) {
  const tag = { ...tagWith({ uid }), eas: uid === NXP };
  simulator.place(tag);
  return tag;
}
const secure = (uid: string, site: SiteSecurity, seen?: SecurityReading, attempts = 3) => {
  const rules = { attempts, withinMs: 20_000 };
  return secureTag(reader, uid, 'disarmed', site, { rules, timing: systemTiming, seen });
};
const writes = () => [simulator.seen('write-afi'), simulator.seen('write-eas')];

describe('what is written is what the site’s gates look at', () => {
  test.each([
    ['AFI', BY_AFI, { afi: 0xc2, eas: true }, [1, 0]],
    ['EAS', BY_EAS, { afi: 0x07, eas: false }, [0, 2]],
    ['both', BY_BOTH, { afi: 0xc2, eas: false }, [1, 2]],
  ] as const)('%s; what cannot be read back is confirmed twice', async (_, site, held, count) => {
    const tag = armed(NXP);
    await secure(NXP, site);
    expect(tag).toMatchObject(held);
    expect(writes()).toEqual(count);
  });

  test('a chip without an alarm is secured by its AFI alone', async () => {
    const tag = armed(OTHER);
    await secure(OTHER, BY_BOTH);
    expect(tag.afi).toBe(0xc2);
    expect(writes()).toEqual([1, 0]);
  });

  test('and where the gates hear only the alarm, it is not-supported', async () => {
    armed(OTHER);
    await expect(secure(OTHER, BY_EAS)).rejects.toMatchObject({ code: 'not-supported' });
  });

  test('what the tag said already is not written again', async () => {
    armed(NXP);
    await secure(NXP, BY_BOTH, { afi: 0xc2, eas: undefined });
    expect(writes()).toEqual([0, 2]);
    await secure(NXP, BY_BOTH, { afi: 0xc2, eas: false });
    expect(writes()).toEqual([0, 2]);
  });
});

describe('an alarm that cannot be read back', () => {
  test.each(['write-error', 'protected'] as const)(
    'fails when the chip says no (%s)',
    async (how) => {
      const tag = armed(NXP);
      simulator.simulateWriteFailure(NXP, 99, how);
      await expect(secure(NXP, BY_EAS)).rejects.toMatchObject({ code: 'tag-refused' });
      expect(tag.eas).toBe(true);
    },
  );

  test('is tried again after a failure', async () => {
    const tag = armed(NXP);
    simulator.simulateWriteFailure(NXP, 2);
    await secure(NXP, BY_EAS);
    expect(tag.eas).toBe(false);
    expect(writes()).toEqual([0, 4]);
  });

  test('a book lifted between its two confirmations is tag-gone', async () => {
    armed(NXP);
    simulator.simulatePullAway(NXP, 'after-write');
    await expect(secure(NXP, BY_EAS)).rejects.toMatchObject({ code: 'tag-gone' });
  });
});

test('the alarm is not touched before the AFI is as wanted', async () => {
  const tag = armed(NXP);
  simulator.simulateWriteFailure(NXP, 99, 'pretends');
  await expect(secure(NXP, BY_BOTH)).rejects.toMatchObject({ code: 'not-verified' });
  expect(tag).toMatchObject({ afi: 0x07, eas: true });
  expect(writes()).toEqual([3, 0]);
});

describe('a reading', () => {
  const looks = { afi: true, eas: true };
  test('says what the reader can tell', async () => {
    armed(NXP);
    expect(await readSecurity(reader, NXP, looks)).toEqual({ afi: 0x07, eas: undefined });
  });

  test('costs nothing where it is known, or nobody looks', async () => {
    armed(NXP);
    const before = simulator.seen();
    const known = { afi: 0x55, eas: undefined };
    expect(await readSecurity(reader, NXP, looks, known)).toEqual(known);
    const nothing = { afi: undefined, eas: undefined };
    expect(await readSecurity(reader, NXP, { afi: false, eas: true })).toEqual(nothing);
    expect(simulator.seen()).toBe(before);
  });
});

describe('an alarm that can be asked for', () => {
  function asking({ keeps }: { keeps: boolean }) {
    const acts: string[] = [];
    let eas = true;
    const capabilities = {
      air: 'uhf',
      afi: true,
      eas: 'read-write',
      locks: false,
      epc: true,
    } as const;
    return {
      ...{ acts, capabilities },
      readAfi: async () => 0x07,
      writeAfi: async () => undefined,
      writeEas: async (_: string, armed: boolean) => {
        acts.push('write');
        if (keeps) eas = armed;
      },
      readEas: async () => {
        acts.push('read');
        return eas;
      },
    };
  }
  const disarm = (chip: ReturnType<typeof asking>) => {
    const rules = { attempts: 2, withinMs: 2000 };
    return secureTag(chip, NXP, 'disarmed', BY_EAS, { rules, timing: systemTiming });
  };

  test('is read back', async () => {
    const chip = asking({ keeps: true });
    await disarm(chip);
    expect(chip.acts).toEqual(['write', 'read']);
  });

  test('is not believed when it reads otherwise', async () => {
    const chip = asking({ keeps: false });
    await expect(disarm(chip)).rejects.toMatchObject({ code: 'not-verified' });
    expect(chip.acts).toEqual(['write', 'read', 'write', 'read']);
  });
});
