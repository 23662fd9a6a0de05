/** A machine whose bins are used otherwise from now on, while nothing else happens. */
import { expect, onTestFinished, test } from 'vitest';
import { ReturningLibrary } from './drop-box/library.ts';
import { Machine, SETTINGS } from './drop-box/machine.ts';

test('DB1 shut for want of room, it opens as soon as it is set where there is some, though nothing else happens', async () => {
  const machine = new Machine(new ReturningLibrary(new Map()));
  onTestFinished(() => machine.close());
  const { runner } = machine;
  await machine.until(() => machine.at === 'open', 'an open mouth');
  runner.tell({ kind: 'line', line: 'door-staff', on: true });
  expect([machine.at, machine.shown?.says]).toEqual(['closed', 'closed']);
  runner.setSorting({ ...SETTINGS.sorting, exceptions: ['held'] });
  expect([machine.at, machine.shown?.says]).toEqual(['open', 'put-in']);
  runner.setSorting(SETTINGS.sorting);
  expect([machine.at, machine.shown?.says]).toEqual(['closed', 'closed']);
});
