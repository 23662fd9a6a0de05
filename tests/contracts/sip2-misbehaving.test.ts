/** The core of the contract of every Ils, once for each way in which systems of the field misbehave. */
import { describe } from 'vitest';
import { SIP2_FAULTS, type Sip2Fault } from '#tests/simulators/sip2-faults.ts';
import { coreContract, type Difference } from './sip2-core.ts';
import { SHORT_SECONDS, TITLE } from './sip2-under-test.ts';
import { SEPARATE } from './sip2-separate.ts';

const ASCII_TITLE = 'Co be ban diem';

/** The dialect that a site would set, and what no dialect can make good. */
const DIFFERENCES: Partial<Record<Sip2Fault, Difference>> = {
  'no-trailer': { differs: { errorDetection: false } },
  'no-sequence': { differs: { sequenceEchoed: false } },
  'fixed-sequence': { differs: { sequenceEchoed: false } },
  // It says nothing to 35, which is waited for.
  'none-prefix': { differs: { endSession: true, timeoutSeconds: SHORT_SECONDS } },
  cp850: { differs: { charset: 'cp850' } },
  ascii: { title: ASCII_TITLE },
  'long-values': { title: `${TITLE} ${'rất dài '.repeat(60)}`.trim() },
  'escaped-bar': { title: `${TITLE} | Tập 1` },
  'due-ymd': { differs: { dueDates: ['ymd'] } },
  'due-ymd-time': { differs: { dueDates: ['ymd'] } },
  'due-dmy': { differs: { dueDates: ['dmy'] } },
  'due-mdy': { differs: { dueDates: ['mdy'] } },
  'due-words': { due: 'words' },
  'due-zero': { due: 'none' },
  'due-empty': { due: 'none' },
  'lists-titles': { listed: 'titles', traces: 'unclear' },
  'lists-nothing': { listed: 'nothing', traces: 'unclear' },
  'no-pin-verdict': { account: 'refused' },
  'names-hidden': { initial: '·' },
  'desensitize-no': { keepArmed: true },
};

describe('Sip2Ils before a system that', () => {
  for (const name of Object.keys(SIP2_FAULTS)) {
    const fault = name as Sip2Fault;
    if (!SEPARATE.has(fault)) coreContract(fault, DIFFERENCES[fault]);
  }
});
