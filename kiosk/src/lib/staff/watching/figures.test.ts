import { describe, expect, test } from 'vitest';
import { staffWords } from '../words.ts';
import { history, LIBRARIES, NOW, subscriptions, today, over, report } from './fixtures.ts';
import { barsOf, librariesToday } from './hours.ts';
import { lasted } from './lasted.ts';
import { formOf, wishOf, emptyForm } from './notices/form.ts';
import { alertColumns } from './over/alert-columns.ts';
import { EVERYTHING, queryOf } from './over/filter.ts';
import { weekOf, weeksLater } from './report/week.ts';
import { terminalColumns } from './report/report-columns.ts';
import { everyDay, heardOf } from './terminal/days.ts';

const words = staffWords('en');

describe('today', () => {
  const barAt = (hour: number, timeZone = 'Asia/Ho_Chi_Minh') =>
    barsOf(today.terminals, timeZone).find((bar) => bar.hour === hour);
  test('TH60 terminals are added up by the hour of the library', () => {
    expect(barAt(8)).toEqual({ hour: 8, checkouts: 15, checkins: 4 });
    expect(barAt(9)).toEqual({ hour: 9, checkouts: 2, checkins: 5 });
    expect(barAt(2, 'Europe/Paris')).toEqual({ hour: 2, checkouts: 15, checkins: 4 });
  });
  test('hours in which libraries are open stand there also when nothing was done', () => {
    expect(barsOf([], 'Asia/Ho_Chi_Minh').map(({ hour }) => hour)).toEqual(
      Array.from({ length: 12 }, (_, at) => at + 7),
    );
  });
  test('the busiest library comes first', () => {
    expect(librariesToday(today).map(({ id, done }) => [id, done])).toEqual([
      ['central', 20],
      ['ward', 6],
    ]);
  });
});

describe('weeks', () => {
  // ISO 8601-1:2019, table of week dates.
  test.each([
    ['2005-01-01', '2004-W53'],
    ['2005-01-02', '2004-W53'],
    ['2007-01-01', '2007-W01'],
    ['2008-12-29', '2009-W01'],
    ['2010-01-03', '2009-W53'],
    ['2026-11-23', '2026-W48'],
  ])('%s is in %s', (day, week) => expect(weekOf(day)).toBe(week));
  test('one week more or less goes over the ends of years', () => {
    expect(weeksLater('2026-W01', -1)).toBe('2025-W52');
    expect(weeksLater('2026-W53', 1)).toBe('2027-W01');
    expect(weeksLater('2026-W47', 0)).toBe('2026-W47');
  });
});

test('how long something lasted is told as shortly as it can', () => {
  expect(lasted(words, 5 * 60_000)).toBe('5 min');
  expect(lasted(words, 65 * 60_000)).toBe('1 h 5 min');
  expect(lasted(words, 1_500 * 60_000)).toBe('1 d 1 h 0 min');
  expect(lasted(words, -1)).toBe('0 min');
});

describe('what is taken along as a file', () => {
  const cells = <Row>(
    columns: readonly { key: string; value: (row: Row) => unknown }[],
    row: Row,
  ) => Object.fromEntries(columns.map(({ key, value }) => [key, value(row)]));
  test('an alert has its minutes and who saw to it', () => {
    const seen = {
      ...over,
      acknowledged: {
        at: NOW,
        note: 'đã thay',
        by: { kind: 'staff', id: 'l', name: 'Lan' } as const,
      },
    };
    expect(cells(alertColumns(words, NOW), seen)).toMatchObject({
      lasted: 1_600,
      by: 'Lan: đã thay',
      severity: '1 Now',
    });
  });
  test('a terminal’s week has its up-time in percent and what the alerts were about', () => {
    const [terminal] = report.terminals;
    if (!terminal) throw new Error('The week is empty.');
    expect(cells(terminalColumns(words), terminal)).toMatchObject({
      up: 89.3,
      'by-code': 'Out of paper: 3 times, 42 min',
    });
  });
});

describe('which alerts are looked for', () => {
  const startOf = (day: string) => Date.parse(`${day}T00:00+07:00`);
  test('all of them where nothing is chosen', () => {
    expect(queryOf(EVERYTHING, startOf)).toEqual({});
  });
  test('days are taken whole, the last one too, over the end of a month', () => {
    const chosen = { ...EVERYTHING, code: 'silent', from: '2026-11-30', to: '2026-11-30' } as const;
    expect(queryOf(chosen, startOf)).toEqual({
      code: 'silent',
      from: String(startOf('2026-11-30')),
      to: String(startOf('2026-12-01') - 1),
    });
  });
});

describe('who is told', () => {
  test('what is on the list fills the form, and goes back as it was', () => {
    for (const subscription of subscriptions.subscriptions)
      expect(wishOf(formOf(subscription))).toEqual(subscription.what);
  });
  test('without quiet hours nobody is woken; what is not told is not in the digest', () => {
    const form = { ...emptyForm('mail', LIBRARIES[0]?.id ?? '', 'vi'), target: ' a@b.example ' };
    expect(
      wishOf({ ...form, isQuiet: false, severities: ['now'], inDigest: ['now', 'know'] }),
    ).toMatchObject({ address: 'a@b.example', wakeFor: [], inDigest: ['now'] });
    expect(wishOf({ ...form, isQuiet: false })).not.toHaveProperty('quiet');
  });
});

describe('the history', () => {
  test('TH61 a day on which it was not heard stands among the others', () => {
    expect(everyDay(history).map((day) => [day.day, heardOf(day), day.checkouts])).toEqual([
      ['2026-11-20', 100, 40],
      ['2026-11-21', 0, 0],
      ['2026-11-22', 49, 12],
      ['2026-11-23', 0, 0],
    ]);
  });
});
