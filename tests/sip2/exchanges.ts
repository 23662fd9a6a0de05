/** What is asked and answered at our SIP2 door, message by message: run by a test over both databases, printed for integrators. */
import { checksum } from '#server/sip2/protocol/checksum.ts';
import { DATE, PIN } from '#tests/fixtures/small-sip2.ts';

export interface Exchange {
  /** What it shows. */
  readonly shows: string;
  /** Said by a terminal that has logged in. */
  readonly asks: string;
}

export interface Pair {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

const NO_DATE = ' '.repeat(18);
/** A second later: another act, not the same one again. */
const later = (seconds: number): string => `20261123    1000${String(seconds).padStart(2, '0')}`;
const checkout = (card: string, item: string, date = DATE, policy = 'N') =>
  `11${policy}N${date}${NO_DATE}AOcentral|AA${card}|AB${item}|AC|`;
const checkin = (item: string, date = DATE) => `09N${date}${date}APcentral|AOcentral|AB${item}|AC|`;
const renew = (card: string, item: string, date = DATE) =>
  `29NN${date}${NO_DATE}AOcentral|AA${card}|AB${item}|`;
const information = (card: string, summary: string, more = '') =>
  `63001${DATE}${summary.padEnd(10)}AOcentral|AA${card}|${more}`;

/** As a terminal with error detection says it. */
function summed(text: string, sequence: number): string {
  const whole = `${text}AY${sequence}AZ`;
  return `${whole}${checksum('bytes', whole, Buffer.from(whole))}`;
}

/** In this order, on one small library: each sees what those before have done. */
export const PAIRS: readonly Pair[] = [
  {
    name: '99 → 98 status',
    exchanges: [
      { shows: 'all is on line; BX says that all sixteen are answered', asks: '9900802.00' },
    ],
  },
  {
    name: '93 → 94 login',
    exchanges: [{ shows: 'the same account once more', asks: '9300CNkiosk|COsecret|CPdesk|' }],
  },
  {
    name: '17 → 18 item information',
    exchanges: [
      { shows: 'on its shelf', asks: `17${DATE}AOcentral|ABB-1|` },
      { shows: 'of another library, and not at home', asks: `17${DATE}AOcentral|ABB-3|` },
      { shows: 'nobody knows it', asks: `17${DATE}AOcentral|ABnobody|` },
    ],
  },
  {
    name: '11 → 12 checkout',
    exchanges: [
      { shows: 'lent', asks: checkout('C-1', 'B-1') },
      { shows: 'the same again: the same answer, one loan', asks: checkout('C-1', 'B-1') },
      {
        shows: 'one’s own loan, without renewals (SC renewal policy N)',
        asks: checkout('C-1', 'B-1', later(1)),
      },
      {
        shows: 'one’s own loan, renewed (SC renewal policy Y)',
        asks: checkout('C-1', 'B-1', later(2), 'Y'),
      },
      { shows: 'somebody else has it', asks: checkout('C-2', 'B-1', later(3)) },
      { shows: 'never lent', asks: checkout('C-1', 'R-1') },
      { shows: 'a blocked patron', asks: checkout('C-3', 'B-2') },
      { shows: 'an expired card', asks: checkout('C-4', 'B-2') },
      { shows: 'an unknown card', asks: checkout('nobody', 'B-2') },
      { shows: 'an unknown item', asks: checkout('C-1', 'nothing') },
      { shows: 'a wrong PIN', asks: `${checkout('C-1', 'B-2')}AD9999|` },
    ],
  },
  {
    name: '29 → 30 renew',
    exchanges: [
      { shows: 'as often as allowed already', asks: renew('C-1', 'B-1') },
      { shows: 'lent, to be renewed', asks: checkout('C-2', 'B-2') },
      {
        shows: 'renewed by the words of its title',
        asks: `29NN${DATE}${NO_DATE}AOcentral|AAC-2|AB|AJDế mèn phiêu lưu ký|`,
      },
      { shows: 'not this patron’s', asks: renew('C-1', 'B-2', later(1)) },
    ],
  },
  {
    name: '65 → 66 renew all',
    exchanges: [
      { shows: 'nothing may be renewed again', asks: `65${DATE}AOcentral|AAC-1|` },
      { shows: 'there is nothing', asks: `65${DATE}AOcentral|AAC-3|` },
    ],
  },
  {
    name: '15 → 16 hold',
    exchanges: [
      { shows: 'a blocked patron', asks: `15+${DATE}AOcentral|AAC-3|ABB-4|` },
      { shows: 'any copy of its title; picked up here', asks: `15+${DATE}AOcentral|AAC-5|ABB-4|` },
      {
        shows: 'for this copy, elsewhere, until a day',
        asks: `15+${DATE}BW20270101    000000|BSschool-a|BY3|AOcentral|AAC-1|ABB-5|`,
      },
      { shows: 'moved to another library', asks: `15*${DATE}BSVN-SB|AOcentral|AAC-1|ABB-5|` },
      { shows: 'no such library', asks: `15*${later(1)}BSmoon|AOcentral|AAC-1|ABB-5|` },
      { shows: 'taken back', asks: `15-${DATE}AOcentral|AAC-1|ABB-5|` },
      { shows: 'there is none any more', asks: `15-${later(2)}AOcentral|AAC-1|ABB-5|` },
      { shows: 'no such title', asks: `15+${DATE}AOcentral|AAC-2|AJno such title|` },
    ],
  },
  {
    name: '23 → 24 patron status',
    exchanges: [
      { shows: 'the right PIN', asks: `23001${DATE}AOcentral|AAC-1|AC|AD${PIN}|` },
      { shows: 'no PIN', asks: `23001${DATE}AOcentral|AAC-1|AC|AD|` },
      { shows: 'a wrong PIN', asks: `23001${DATE}AOcentral|AAC-1|AC|AD0000|` },
      { shows: 'a blocked patron, in French', asks: `23002${DATE}AOcentral|AAC-3|AC|AD|` },
      { shows: 'nobody', asks: `23001${DATE}AOcentral|AAnobody|AC|AD|` },
    ],
  },
  {
    name: '63 → 64 patron information',
    exchanges: [
      { shows: 'counts', asks: information('C-1', '', `AD${PIN}|`) },
      { shows: 'loans', asks: information('C-1', '  Y', `AD${PIN}|`) },
      {
        shows: 'loans, of which there are not so many',
        asks: information('C-1', '  Y', `AD${PIN}|BP00005|BQ00009|`),
      },
      { shows: 'holds that are waited for', asks: information('C-5', '     Y') },
      { shows: 'fees are told with the PIN only', asks: information('C-2', '   Y') },
    ],
  },
  {
    name: '09 → 10 checkin',
    exchanges: [
      { shows: 'somebody waits for it here', asks: checkin('B-1') },
      { shows: 'back on its shelf', asks: checkin('B-2') },
      { shows: 'another library’s', asks: checkin('B-3') },
      { shows: 'was not on loan', asks: checkin('B-4') },
      { shows: 'nobody knows it', asks: checkin('nobody') },
      { shows: 'what 17 says of the first', asks: `17${DATE}AOcentral|ABB-1|` },
      { shows: 'and 64 to who waited', asks: information('C-5', 'Y') },
    ],
  },
  {
    name: '37 → 38 fee paid',
    exchanges: [
      { shows: 'nothing is owed', asks: `37${DATE}0400VNDBV1000|AOcentral|AAC-2|` },
      { shows: 'no amount of đồng', asks: `37${DATE}0400VNDBV10.50|AOcentral|AAC-2|` },
      { shows: 'another currency', asks: `37${DATE}0400EURBV10|AOcentral|AAC-2|` },
    ],
  },
  {
    name: '01 → 24 block patron, 25 → 26 patron enable',
    exchanges: [
      { shows: 'the card was kept', asks: `01Y${DATE}AOcentral|ALleft behind|AAC-2|AC|` },
      { shows: 'given back', asks: `25${DATE}AOcentral|AAC-2|AC|` },
      { shows: 'a block of staff’s stays', asks: `25${DATE}AOcentral|AAC-3|AC|` },
    ],
  },
  {
    name: '19 → 20 item status update',
    exchanges: [{ shows: 'properties are not kept', asks: `19${DATE}AOcentral|ABB-1|CHred|` }],
  },
  {
    name: '35 → 36 end patron session',
    exchanges: [{ shows: 'always', asks: `35${DATE}AOcentral|AAC-1|` }],
  },
  {
    name: 'AY, AZ, 97 and 96',
    exchanges: [
      {
        shows: 'a message with a sum is answered with one, over bytes, and with its AY',
        asks: summed(`17${DATE}AOcentral|ABB-1|`, 1),
      },
      { shows: '97: the last reply once more, without AY', asks: '97' },
      {
        shows: 'a wrong sum: say it again',
        asks: `17${DATE}AOcentral|ABB-1|AY2AZ0000`,
      },
    ],
  },
];
