import { describe, expect, test } from 'vitest';
import type { Severity } from '../rules/alert-codes.ts';
import { condition } from '../rules/condition.ts';
import type { Health } from '../rules/terminal-health.ts';
import type { AlertRow } from '../tables.ts';
import { changesAt } from './changes.ts';

const NOW = 1_000_000;
const MINUTE = 60_000;

const row = (more: Partial<AlertRow> = {}): AlertRow => ({
  ...{ id: 'a', terminal_id: 't', code: 'paper-out', device: '', severity: 'now', params: '{}' },
  ...{ since: 5, bad_since: NOW - MINUTE, fine_since: null, returns: 0, closed_at: null },
  ...{ opened_at: NOW - MINUTE, updated_at: NOW - MINUTE, revision: 3 },
  ...{ acknowledged_at: null, acknowledged_by: null, acknowledged_note: '' },
  ...more,
});
const health = (severity?: Severity, params = {}): Health => ({
  conditions: severity ? [condition('paper-out', severity, { since: 5, params })] : [],
  knows: () => true,
});
const at = (given: Health, rows: readonly AlertRow[], now = NOW) =>
  changesAt('t', given, rows, now).changes;

describe('TH8 what is written', () => {
  test('nothing where nothing has changed', () => {
    expect(at(health('now'), [row()])).toEqual([]);
    expect(at(health(), [])).toEqual([]);
  });

  test('a new one, with its news', () => {
    expect(at(health('now'), [])).toMatchObject([
      { revision: 0, news: 'opened', become: { opened_at: NOW, bad_since: NOW, since: 5 } },
    ]);
  });

  test('the end, at which it says when it was last so', () => {
    const ending = row({ fine_since: NOW - MINUTE });
    expect(at(health(), [ending])).toMatchObject([
      { revision: 3, news: 'closed', become: { closed_at: NOW, fine_since: NOW - MINUTE } },
    ]);
  });

  test('a clock that is put back keeps nothing open, and nothing back, until it has caught up', () => {
    const later = NOW + 60 * MINUTE;
    const [fine] = at(health(), [row({ fine_since: later })]);
    expect(fine?.become).toMatchObject({ fine_since: NOW, closed_at: null });
    const pending = row({ code: 'bin-near-full', opened_at: null, bad_since: later });
    const full = { ...health(), conditions: [condition('bin-near-full', 'soon')] };
    const [bad] = at(full, [pending]);
    expect(bad?.become).toMatchObject({ bad_since: NOW, opened_at: null });
  });

  test('one that was never opened is forgotten', () => {
    const pending = row({ opened_at: null, fine_since: NOW - 5 * MINUTE });
    expect(at(health(), [pending])).toMatchObject([{ become: 'forgotten' }]);
  });

  test('a severity that rises is news, one that falls is not', () => {
    expect(at(health('now'), [row({ severity: 'soon' })])).toMatchObject([{ news: 'raised' }]);
    const [fallen] = at(health('know'), [row({ severity: 'soon' })]);
    expect(fallen?.become).toMatchObject({ severity: 'know' });
    expect(fallen).not.toHaveProperty('news');
  });

  test('a number that changes with every word is written now and then', () => {
    const soon = row({ updated_at: NOW - 29_000 });
    expect(at(health('now', { count: 7 }), [soon])).toEqual([]);
    const later = row({ updated_at: NOW - 30_000 });
    expect(at(health('now', { count: 7 }), [later])).toMatchObject([
      { become: { params: '{"count":7}' } },
    ]);
  });

  test('what nobody knows of is left alone, and nothing is due of it', () => {
    const unknown: Health = { conditions: [], knows: () => false };
    const found = changesAt('t', unknown, [row({ fine_since: 1 })], NOW);
    expect(found).toEqual({ changes: [] });
  });

  test('it is said when something moves on by itself', () => {
    const { next } = changesAt('t', health(), [row({ fine_since: NOW - 10_000 })], NOW);
    expect(next).toBe(NOW + 50_000);
  });
});
