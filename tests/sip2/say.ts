/** What a terminal says at one moment. */
import { writeDate } from '#server/sip2/protocol/dates.ts';

export const NO_DATE = ' '.repeat(18);

export const at = (instant: number): string => writeDate(instant, 'Asia/Ho_Chi_Minh');

export interface Said {
  readonly date?: string;
  readonly noBlock?: 'N' | 'Y';
  readonly due?: string;
  readonly more?: string;
  readonly policy?: 'N' | 'Y';
  readonly returned?: string;
}

export type Say = ReturnType<typeof sayAt>;

export function sayAt(now: number) {
  const date = at(now);
  return {
    date,
    checkout: (card: string, item: string, said: Said = {}) => {
      const { noBlock = 'N', due = NO_DATE, more = '', policy = 'N' } = said;
      return `11${policy}${noBlock}${said.date ?? date}${due}AOcentral|AA${card}|AB${item}|AC|${more}`;
    },
    checkin: (item: string, said: Said = {}) => {
      const { noBlock = 'N', more = '' } = said;
      const told = said.date ?? date;
      return `09${noBlock}${told}${said.returned ?? told}APcentral|AOcentral|AB${item}|AC|${more}`;
    },
    renew: (card: string, item: string, thirdParty = 'N') =>
      `29${thirdParty}N${date}${NO_DATE}AOcentral|AA${card}|AB${item}|`,
    patronStatus: (card: string, pin: string) => `23001${date}AOcentral|AA${card}|AC|AD${pin}|`,
    information: (card: string, summary: string, pin = '') =>
      `63001${date}${summary.padEnd(10)}AOcentral|AA${card}|AC|AD${pin}|`,
  };
}
