/**
 * A short run of chaos; the long one is `npm run chaos`. Its seed kills each program, fills a
 * disk, cuts the network from borrowers and from a returner, and has clocks that are days off.
 */
import { expect, test } from 'vitest';
import { runChaos } from './chaos.ts';
import { printed, SMALL } from './report.ts';

test('nothing that was promised is lost or doubled, and every tag says what the server says', async () => {
  const report = await runChaos({ seed: 3003, rounds: 8, settleEvery: 8, shape: SMALL });
  const { complaints, counts, doubled, lost, promised, wrongTags } = report;
  expect({ complaints, doubled, lost, wrongTags }, printed(report)).toEqual({
    ...{ complaints: [], doubled: [], lost: [], wrongTags: [] },
  });
  // On a slow machine more visitors are turned away: a quick one comes to nearly three times as many.
  expect(promised).toBeGreaterThan(50);
  expect([...counts.keys()]).toEqual(
    expect.arrayContaining([
      ...['disk-full', 'kill-gateway', 'kill-server', 'partition'],
      ...['checkin recorded here', 'checkout recorded here'],
    ]),
  );
}, 600_000);
