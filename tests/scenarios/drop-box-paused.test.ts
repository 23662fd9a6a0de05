/** A drop box that staff have put out of service from afar: its mouth stays shut until they say otherwise. */
import { expect, test } from 'vitest';
import { Stand } from '#tests/stand.ts';
import { Screen } from '#tests/stand/screen.ts';
import { TERMINAL_ID } from '#tests/stand/settings.ts';
import { staffOf } from '#tests/stand/staff-api.ts';

const within = { interval: 20 };

test('DB1 paused from afar: shut, with the reason; back, it opens', async () => {
  const stand = await Stand.start({ logLevel: 'silent', dropBox: 'holding' });
  const screen = await Screen.open(stand.kioskUrl);
  try {
    await screen.until(({ dropBox }) => dropBox?.says === 'put-in');
    await expect.poll(() => stand.bench.state.dropBox?.shutter, within).toBe(1);
    await order(stand, { kind: 'pause', message: 'Đang sửa' });
    const { outOfService } = await screen.until(({ screen: name }) => name === 'out-of-service');
    expect(outOfService?.message).toBe('Đang sửa');
    await expect.poll(() => stand.bench.state.dropBox?.shutter, within).toBe(0);
    await order(stand, { kind: 'resume' });
    await screen.until(({ dropBox }) => dropBox?.says === 'put-in');
    await expect.poll(() => stand.bench.state.dropBox?.shutter, within).toBe(1);
  } finally {
    screen.close();
    await stand.close();
  }
});

async function order(stand: Stand, what: object): Promise<void> {
  const staff = await staffOf(stand);
  const wish = { id: crypto.randomUUID(), what };
  const given = await staff('POST', `/terminals/${TERMINAL_ID}/orders`, wish);
  expect([given.status, await given.json()]).toMatchObject([200, { outcome: 'accepted' }]);
}
