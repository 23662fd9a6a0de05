/** A short run of chaos; the long one is `npm run chaos`. Its seed has a kill of each program, a partition, a full disk and wrong clocks. */
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
  for (const blow of ['kill-server', 'kill-gateway', 'partition']) expect(counts).toContain(blow);
}, 180_000);
