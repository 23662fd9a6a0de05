/** The built pages under their own policy, with texts in the library that would like to be more than texts. */
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { firstAccount } from '#tests/desk/desk-page.ts';
import { Stand } from '#tests/stand.ts';

const ROUTES = resolve(import.meta.dirname, '../../kiosk/src/routes');
/** An element, a script, a handler, an attribute's end, a template's, and an address that is none. */
const HOSTILE = `"><b data-hostile>Bé</b><img src=x onerror="document.title='hostile'"><script>document.title='hostile'</script>{@html 1}\${1}</textarea></style>javascript:alert(1)`;
const SHOWN = '<b data-hostile>Bé</b>';

let stand: Stand;
test.beforeAll(async () => {
  stand = await Stand.start();
  const library = new DatabaseSync(join(stand.folder, 'server/server.db'), { timeout: 10_000 });
  for (const [table, column] of [
    ...[['patron', 'family_name'] as const, ['title', 'title'] as const],
    ...[['library', 'name'] as const, ['terminal', 'name'] as const],
    ...[['item', 'call_number'] as const, ['patron_class', 'name'] as const],
  ])
    library.prepare(`update "${table}" set "${column}" = ?`).run(HOSTILE);
  library.close();
});
test.afterAll(() => stand.close());

/** What the browser itself refused, on any page that was open. */
function refusals(page: Page): string[] {
  const told: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Permissions policy/i.test(message.text()))
      told.push(message.text());
  });
  page.on('pageerror', (error) => told.push(error.message));
  return told;
}

async function signIn(page: Page): Promise<void> {
  const headers = { Origin: stand.serverUrl };
  const data = firstAccount(stand);
  const answer = await page.request.post(`${stand.serverUrl}/api/staff/sign-in`, { headers, data });
  expect(answer.status()).toBe(200);
}

const idOf = (table: string): string =>
  String(stand.query(`select id from "${table}" order by id limit 1`)[0]?.['id']);

/** Each page of staff, from the folder that they are built from. */
function staffPages(): string[] {
  const ids: Readonly<Record<string, string>> = {
    terminals: idOf('terminal'),
    items: idOf('item'),
    patrons: idOf('patron'),
  };
  const routes = globSync('staff/**/+page.svelte', { cwd: ROUTES }).toSorted();
  return routes.map((route) =>
    route.replace(/\/?\+page\.svelte$/, '').replace(/(\w+)\/\[id\]/, (_, of: string) => {
      const id = ids[of];
      if (id === undefined) throw new Error(`nobody has said which of the ${of} is looked at`);
      return `${of}/${id}`;
    }),
  );
}

async function expectHarmless(page: Page, told: readonly string[], name: string): Promise<void> {
  expect(await page.locator('[data-hostile]').count(), name).toBe(0);
  expect(await page.title(), name).not.toBe('hostile');
  expect(told, name).toEqual([]);
}

test('SE10 SE11 no page of staff runs what is written in a name, and none needs more than its policy allows', async ({
  page,
}) => {
  // Every page there is, one after the other.
  test.setTimeout(240_000);
  const told = refusals(page);
  await signIn(page);
  for (const name of staffPages()) {
    const answer = await page.goto(`${stand.serverUrl}/${name}`);
    expect(answer?.headers()['content-security-policy'], name).not.toMatch(/unsafe-(inline|eval)/);
    // Where the first to show it is a list to choose from, its entries count as hidden.
    await expect(page.getByText(SHOWN).first(), name).toBeAttached();
    await expectHarmless(page, told, name);
  }
  // Going on without a reload is when SvelteKit's live region, whose style is its own, is put in.
  await page.locator('a[href="/staff/patrons"]').first().click();
  await expect(page.locator('#svelte-announcer')).toHaveCSS('position', 'absolute');
  await expectHarmless(page, told, 'the next page');
});

test('SE10 SE11 nor do the touchscreen, the desk and the page of the API', async ({ page }) => {
  const told = refusals(page);
  for (const url of [stand.kioskUrl, `${stand.kioskUrl}/desk`, `${stand.serverUrl}/api`]) {
    const answer = await page.goto(url);
    expect(answer?.headers()['content-security-policy'], url).not.toMatch(/unsafe-(inline|eval)/);
    await expect(page.locator('h1, h2, button').first(), url).toBeVisible();
    await expectHarmless(page, told, url);
  }
});
