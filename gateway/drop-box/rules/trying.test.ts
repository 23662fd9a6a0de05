import { expect, test } from 'vitest';
import { labelled, Play, SETTINGS } from '../testing/play.ts';
import { lineToTry, mayTry } from './trying.ts';

const BOOK = { E001: labelled('BOOK-1') };
const may = (play: Play) => mayTry(play.box, play.settings, play.now);
/** As it is while staff stand before it: nobody is let in. */
const shut = () => Play.ready().tell({ kind: 'paused', paused: true });

test('SM9 its parts are moved by hand only while it is shut and empty', () => {
  expect(may(Play.ready())).toBe(false);
  expect(may(shut())).toBe(true);
});

test.each(['mouth-eye', 'inner-eye'])('SM9 not while something is before %s', (line) => {
  const play = shut().line(line, true);
  expect(may(play)).toBe(false);
  expect(may(play.line(line, false).pass(10_000))).toBe(true);
});

test('SM9 not while a book is being decided', () => {
  const play = Play.ready();
  play.answers = () => undefined;
  play.putIn(BOOK).shut().tell({ kind: 'paused', paused: true });
  expect(may(play)).toBe(false);
});

test('SM9 not while a door is open, or the board is away', () => {
  expect(may(shut().line('door', true))).toBe(false);
  expect(
    may(shut().tell({ kind: 'device', device: SETTINGS.devices.boards[0] ?? '', ready: false })),
  ).toBe(false);
});

test('SM9 a bin without a gate, or that is none, has nothing to try', () => {
  const gated = SETTINGS.bins.find(({ gate }) => gate !== undefined);
  expect(lineToTry(SETTINGS, 'shutter')).toBe(SETTINGS.outputs.shutter);
  expect(lineToTry(SETTINGS, { bin: gated?.id ?? '' })).toBe(gated?.gate);
  expect(lineToTry(SETTINGS, { bin: 'none' })).toBeUndefined();
});
