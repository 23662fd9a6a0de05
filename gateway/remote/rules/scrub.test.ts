import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scrubbed, scrubbedText } from './scrub.ts';

test('RH9 what has a secret’s name is left out, however deep it stands', () => {
  const config = {
    desk: { pin: '123456' },
    ils: { host: 'sip.example.org', password: 'x', login: 'kiosk', patronPins: true },
    groups: { leaderCards: ['^GV'] },
    devices: [{ id: 'pad', password: 'FF' }],
  };
  expect(scrubbed(config)).toEqual({
    desk: { pin: '[left out]' },
    ils: {
      ...{ host: 'sip.example.org', password: '[left out]', login: '[left out]' },
      patronPins: true,
    },
    groups: { leaderCards: '[left out]' },
    devices: [{ id: 'pad', password: '[left out]' }],
  });
});

test('RH9 numbers of cards, labels and tags are taken out of sentences, and times are left', () => {
  expect(scrubbedText('GET /api/patrons/TV000123: timed out')).not.toContain('000123');
  expect(scrubbedText('tag E00401000A1B2C3D would not be written')).not.toMatch(/[0-9A-F]{8}/);
  expect(scrubbedText('VV.067890 is on loan')).not.toContain('067890');
  expect(scrubbedText('answered 503 after 2000 ms')).toBe('answered 503 after 2000 ms');
  expect(scrubbed({ time: 1_795_460_086_861 })).toEqual({ time: 1_795_460_086_861 });
});

test('RH9 whatever a log line says, no card number of the site’s usual forms comes out', () => {
  const number = fc.oneof(
    fc.stringMatching(/^\d{6,14}$/),
    fc.stringMatching(/^TV\d{5,9}$/),
    fc.stringMatching(/^[0-9A-F]{8}$/),
  );
  fc.assert(
    fc.property(fc.string(), number, fc.string(), (before, card, after) => {
      fc.pre(/\d/.test(card));
      const line = JSON.stringify(scrubbed({ msg: `${before} ${card} ${after}`, card }));
      expect(line).not.toContain(` ${card} `);
    }),
  );
});
