/** Codes that staff may be shown at the machine have words there: a page that knows none shows the code itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS } from '#gateway/drop-box/rules/trouble.ts';

const wordsIn = (language: string): object =>
  JSON.parse(readFileSync(`kiosk/src/messages/${language}.json`, 'utf8'));

test.each(['vi', 'en', 'fr'])('SM9 why the mouth is shut is said in %s', (language) => {
  // That it is paused is the menu's own doing.
  const codes = FAULTS.filter((fault) => fault !== 'paused');
  const keys = codes.map((code) => `staff.box-fault.${code}`);
  expect(keys.filter((key) => !(key in wordsIn(language)))).toEqual([]);
});
