/** A short run of chaos; the long one is `npm run chaos`. Its seed kills each program early, cuts the network, fills a disk and has a clock that is days off. */
import { expect, test } from 'vitest';
import { runChaos } from './chaos.ts';
import { printed, SMALL } from './report.ts';

test('nothing that was promised is lost or doubled, and every tag says what the server says', async () => {
  const report = await runChaos({ seed: 3171, rounds: 8, settleEvery: 8, shape: SMALL });
  const { complaints, counts, doubled, lost, promised, wrongTags } = report;
  expect({ complaints, doubled, lost, wrongTags }, printed(report)).toEqual({
    ...{ complaints: [], doubled: [], lost: [], wrongTags: [] },
  });
  expect(promised).toBeGreaterThan(100);
  expect([...counts.keys()]).toEqual(
    expect.arrayContaining(['disk-full', 'kill-gateway', 'kill-server', 'partition']),
  );
}, 180_000);
