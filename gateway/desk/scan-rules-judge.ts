/** The desk's judge of scans: the rules in force, and what the samples lead to. */
import type { Scan } from '../devices/device.ts';
import { proposeRules } from '../scans/propose.ts';
import { formOf } from '../scans/rule-form.ts';
import { checkDigitIn, scanMeaning } from '../scans/scan-rules.ts';
import type { ScanKind, ScanMeaning, ScanRule, ScanRules } from '../scans/scan-rules.ts';
import type { Sentence } from '../tags/sentence.ts';
import type { ScanJudge, ScanTaken } from './rules/scan-judge.ts';
import { tell } from './rules/sentences.ts';
import type { DeskCode } from './rules/sentences.ts';

export const judgeByRules = (site: ScanRules): ScanJudge => ({
  inForce: site.rules.map(inWords),
  taken: (scan) => takenBy(scan, site),
  propose: (samples) => {
    const proposal = proposeRules(samples);
    return proposal && { rules: proposal.rules.map(inWords), right: proposal.right };
  },
});

const CODES = {
  patron: 'desk.rule-patron',
  item: 'desk.rule-item',
  ignore: 'desk.rule-ignore',
} as const satisfies Readonly<Record<ScanKind, DeskCode>>;

const inWords = (rule: ScanRule): Sentence => tell(CODES[rule.kind], { form: formOf(rule) });

/** In the words of the desk's page. */
const TAKEN: Readonly<Record<ScanMeaning['kind'], string>> = {
  patron: 'patron',
  item: 'item',
  either: 'either',
  isbn: 'isbn',
  'identity-card': 'citizen-card',
  'health-card': 'health-card',
  payment: 'payment',
  link: 'unknown',
  ignored: 'unknown',
  unreadable: 'unknown',
};

/** Somebody's papers. A link may hold a name as well, and a text too long for a number may be anything. */
const PRIVATE: readonly ScanMeaning['kind'][] = [
  'identity-card',
  'health-card',
  'payment',
  'link',
  'unreadable',
];

/** A wrong check digit is shown, however strict the site is. */
function takenBy(scan: Scan, site: ScanRules): ScanTaken {
  const meaning = scanMeaning(scan, { ...site, strictCheckDigits: false });
  const { kind } = meaning;
  return {
    as: TAKEN[kind],
    ...(meaning.kind === 'item' && { label: meaning.label }),
    checkDigit: checkDigitIn(scan, site),
    isPrivate: PRIVATE.includes(kind),
  };
}
