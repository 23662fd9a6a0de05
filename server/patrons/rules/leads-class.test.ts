import { describe, expect, test } from 'vitest';
import { leadsClass } from './leads-class.ts';
import type { Role } from './leads-class.ts';

const TODAY = '2026-11-23';

describe('K11 a class is led by', () => {
  test.each<[string, Role[], boolean]>([
    ['a teacher', [{ role: 'teacher' }], true],
    ['one of the staff', [{ role: 'staff' }], true],
    ['a pupil', [{ role: 'pupil' }], false],
    ['a member', [{ role: 'member' }], false],
    ['nobody without a membership', [], false],
    ['a teacher on the last day', [{ role: 'teacher', to: TODAY }], true],
    ['a teacher on the first day', [{ role: 'teacher', from: TODAY }], true],
    ['a teacher of last year', [{ role: 'teacher', to: '2026-11-22' }], false],
    ['a teacher of next year', [{ role: 'teacher', from: '2026-11-24' }], false],
    ['a parent who teaches elsewhere', [{ role: 'member' }, { role: 'teacher' }], true],
  ])('%s: %#', (_who, roles, may) => {
    expect(leadsClass(roles, TODAY)).toBe(may);
  });
});
