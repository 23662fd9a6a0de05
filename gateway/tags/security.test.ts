import { describe, expect, test } from 'vitest';
import { assess, stepsTo } from './security.ts';
import type { SiteSecurity } from './security.ts';

const AFI = { armed: 0x07, disarmed: 0xc2, alsoArmed: [0xd7], alsoDisarmed: [0x21] };
const BY_AFI: SiteSecurity = { afi: AFI, eas: false };
const BY_EAS: SiteSecurity = { eas: true };
const BY_BOTH: SiteSecurity = { afi: AFI, eas: true };
const BY_NONE: SiteSecurity = { eas: false };

describe('will the gate ring', () => {
  test.each([
    ['in stock', BY_AFI, 0x07, undefined, 'armed'],
    ['on loan', BY_AFI, 0xc2, undefined, 'disarmed'],
    ['an old value that means in stock', BY_AFI, 0xd7, undefined, 'armed'],
    ['an old value that means on loan', BY_AFI, 0x21, undefined, 'disarmed'],
    ['never programmed', BY_AFI, 0x00, undefined, 'disarmed'],
    ['a value nobody has named', BY_AFI, 0x55, undefined, 'disarmed'],
    ['the chip rings, and the gate does not listen', BY_AFI, 0xc2, true, 'disarmed'],
    ['the chip rings', BY_EAS, 0xc2, true, 'armed'],
    ['the chip is silent, whatever its AFI', BY_EAS, 0x07, false, 'disarmed'],
    ['one of both rings: AFI', BY_BOTH, 0x07, false, 'armed'],
    ['one of both rings: EAS', BY_BOTH, 0xc2, true, 'armed'],
    ['both silent', BY_BOTH, 0xc2, false, 'disarmed'],
    ['one rings, and the other cannot be read', BY_BOTH, 0x07, undefined, 'armed'],
    ['the AFI is silent, and EAS cannot be read', BY_BOTH, 0xc2, undefined, undefined],
    ['EAS is silent, and the AFI cannot be read', BY_BOTH, undefined, false, undefined],
    ['nothing can be read', BY_BOTH, undefined, undefined, undefined],
    ['the AFI cannot be read', BY_AFI, undefined, true, undefined],
    ['EAS cannot be read', BY_EAS, 0x07, undefined, undefined],
    ['a site without a gate', BY_NONE, 0x07, true, undefined],
  ])('%s', (_, site, afi, eas, state) => {
    expect(assess({ afi, eas }, site)).toBe(state);
  });
});

describe('what is to be written', () => {
  const able = { afi: true, eas: 'read-write' } as const;

  test.each([
    ['AFI', BY_AFI, 'disarmed', [{ kind: 'afi', value: 0xc2 }]],
    ['AFI', BY_AFI, 'armed', [{ kind: 'afi', value: 0x07 }]],
    ['EAS', BY_EAS, 'armed', [{ kind: 'eas', armed: true, readable: true }]],
    [
      'both: AFI first, because it can always be read back',
      BY_BOTH,
      'disarmed',
      [
        { kind: 'afi', value: 0xc2 },
        { kind: 'eas', armed: false, readable: true },
      ],
    ],
    ['a site without a gate: nothing', BY_NONE, 'disarmed', []],
  ] as const)('%s, %s', (_, site, wanted, steps) => {
    expect(stepsTo(wanted, site, able)).toEqual(steps);
  });

  test('EAS that can be written and not asked is proved in another way', () => {
    expect(stepsTo('armed', BY_EAS, { afi: true, eas: 'write' })).toEqual([
      { kind: 'eas', armed: true, readable: false },
    ]);
  });

  test('a chip without EAS is secured by its AFI where the gate looks at both', () => {
    expect(stepsTo('armed', BY_BOTH, { afi: true, eas: 'no' })).toEqual([
      { kind: 'afi', value: 0x07 },
    ]);
  });

  test('no means, no step: whoever asked has to be told', () => {
    expect(stepsTo('armed', BY_EAS, { afi: true, eas: 'no' })).toEqual([]);
  });
});
