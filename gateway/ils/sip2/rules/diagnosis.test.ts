import { describe, expect, test } from 'vitest';
import { writeText } from '#server/sip2/protocol/charset.ts';
import { proposalLines, propose } from './diagnosis.ts';
import type { Observations } from './diagnosis.ts';
import { charsetSeen, checksumSeen } from './heard-text.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
const proposed = (seen: Observations) => {
  const { name, overrides } = propose(seen, HANOI);
  return { name, overrides };
};

describe('what was seen proposes a dialect', () => {
  test('nothing peculiar: the generic one, as it is', () => {
    const seen: Observations = {
      ...{ statusBeforeLogin: 'closed', sealedTaken: true, plainTaken: true, sequenceEchoed: true },
      ...{ checksumMode: 'bytes', charset: 'utf-8', dueDate: '20260215    235900' },
    };
    expect(proposed(seen)).toEqual({ name: 'generic', overrides: {} });
  });

  test.each([
    [{ crlf: true }, 'koha'],
    [{ checksumMode: 'dp2' }, 'dp2'],
    [{ checksumMode: 'ascii' }, 'alma'],
    [{ serverVersion: 'Gossip gossip-1.1.2; scala' }, 'gossip'],
  ] as const)('%j: %s', (seen, name) => {
    expect(proposed(seen).name).toBe(name);
  });

  test('where it departs from that one, the site’s setting says so', () => {
    const seen: Observations = {
      ...{ crlf: true, sealedTaken: false, plainTaken: true, takesEndSession: false },
      ...{ charset: 'cp850', dueDate: '15.02.2026', checksumMode: 'none' },
    };
    expect(proposed(seen)).toEqual({
      name: 'koha',
      overrides: {
        ...{ errorDetection: false, checksumCheck: 'ignore', charset: 'cp850' },
        ...{ dueDates: ['dmy', 'sip', 'ymd'], endSession: false },
      },
    });
  });

  test('it says by what it knows, and what it could not find out', () => {
    const lines = proposalLines(propose({ takesEndSession: false }, HANOI));
    expect(lines).toEqual([
      'Proposed dialect: generic (any other system), because nothing tells which system it is.',
      '  but endSession: false, because BX says that it does not take 35',
      '  not found out, please check: charset, errorDetection, holds, dueDates',
      '  setting: {"dialect":"generic","overrides":{"endSession":false}}',
    ]);
  });
});

describe('what replies show of the charset', () => {
  const title = (text: string) => `941AJ${text}|`;

  test.each([
    ['Dế Mèn', 'utf-8', 'utf-8'],
    ['á và à', 'cp850', 'cp850'],
    ['De Men', 'utf-8', undefined],
  ] as const)('%s in %s', (text, charset, seen) => {
    expect(charsetSeen([writeText(title(text), charset)]).charset).toBe(seen);
  });

  test('marks that come apart from their letters are mentioned', () => {
    expect(charsetSeen([writeText(title('Dế').normalize('NFD'), 'utf-8')]).remark).toContain('NFD');
  });

  test('one reply that is summed otherwise is enough to know', () => {
    const bytes = (text: string) => writeText(text, 'utf-8');
    expect(checksumSeen([bytes('941AY0AZFDFD')], 'utf-8')).toBe('bytes');
    expect(checksumSeen([bytes('941AY0AZFDFD'), bytes('941AY0AZ0000')], 'utf-8')).toBe('none');
    expect(checksumSeen([bytes('941')], 'utf-8')).toBeUndefined();
  });
});
