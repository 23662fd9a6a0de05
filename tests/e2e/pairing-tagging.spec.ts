/** A tagging station has no touchscreen of its own; only while it is to be paired its page shows the code. */
import { expect, test } from '@playwright/test';
import { firstAccount } from '#tests/desk/desk-page.ts';
import { Stand } from '#tests/stand.ts';

let stand: Stand;
test.beforeAll(async () => {
  stand = await Stand.start({
    ...{ paired: false, profile: 'tagging' },
    gatewaySettings: { terminal: { profile: 'tagging', pad: 'right', scanner: 'right' } },
  });
});
test.afterAll(() => stand.close());
test.use({ viewport: { width: 1920, height: 1080 } });

test('PA20 PA21 let in, its page goes on to the desk by itself', async ({ page, request }) => {
  await page.goto(`${stand.kioskUrl}/`);
  const code = (await page.locator('[data-screen="pairing"] .code').innerText()).trim();

  const headers = { origin: stand.serverUrl };
  const post = async (path: string, data: object) => {
    const answer = await request.post(`${stand.serverUrl}/api/staff/${path}`, { data, headers });
    expect(answer.status()).toBe(200);
    return answer.json();
  };
  await post('sign-in', firstAccount(stand));
  const { pairing } = await post('pairings/look', { code });
  expect(pairing.profile).toBe('tagging');
  const [{ id: library }] = stand.query('select id from library order by id limit 1') as [
    { id: string },
  ];
  const place = { library, name: 'Bàn gắn nhãn', profile: 'tagging' };
  await post(`pairings/${pairing.id}`, { act: crypto.randomUUID(), ...place });

  await expect(page).toHaveURL(/\/desk$/);
  await expect(page.getByLabel('Tên đăng nhập')).toBeVisible();
});
