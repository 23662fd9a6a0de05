import axe from 'axe-core';
import { page } from 'vitest/browser';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { LANGUAGES, SIZES } from '../screens/fixtures.ts';
import { DeskAccount } from './desk-account.svelte.ts';
import SignIn from './sign-in.svelte';
import { deskWords } from './words.ts';

/** The gateway's doors, answering as told; only the wire is replaced. */
function doors(answers: Readonly<Record<string, readonly [status: number, body: object]>>) {
  const asked: (readonly [string, unknown])[] = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push([path, typeof init.body === 'string' ? JSON.parse(init.body) : undefined]);
    const answer = answers[path];
    if (answer === undefined) return Promise.reject(new TypeError('Failed to fetch'));
    return Promise.resolve(Response.json(answer[1], { status: answer[0] }));
  });
  return asked;
}
afterEach(() => vi.unstubAllGlobals());

async function shown(account = new DeskAccount()) {
  const onLanguage = vi.fn<(language: string) => void>();
  const screen = await render(SignIn, { words: deskWords('vi'), account, onLanguage });
  return { account, screen, onLanguage };
}

async function signIn(screen: Awaited<ReturnType<typeof shown>>['screen']) {
  await screen.getByLabelText('Tên đăng nhập').fill('thuthu.mai');
  await screen.getByLabelText('Mật khẩu').fill('một mật khẩu');
  await screen.getByRole('button', { name: 'Đăng nhập' }).click();
}

const alert = (screen: Awaited<ReturnType<typeof shown>>['screen']) =>
  expect.poll(() => screen.getByRole('alert').element().textContent);

describe('signing in at the desk', () => {
  test('an account goes to the gateway and opens the desk', async () => {
    const asked = doors({ '/desk/api/sign-in': [200, { mode: 'staff', name: 'thuthu.mai' }] });
    const { account, screen } = await shown();
    await signIn(screen);
    await expect.poll(() => account.state).toBe('signed-in');
    expect(asked).toEqual([
      ['/desk/api/sign-in', { name: 'thuthu.mai', password: 'một mật khẩu' }],
    ]);
  });

  test.each([
    [401, { code: 'sign-in-wrong' }, /chưa đúng/],
    [429, { code: 'too-many-attempts', waitMs: 90_000 }, /sau 1:30/],
    [503, { code: 'server-away', pinIsSet: true }, /dùng mã PIN của máy/],
  ])('%i is said in words', async (status, problem, words) => {
    doors({ '/desk/api/sign-in': [status, problem] });
    const { screen } = await shown();
    await signIn(screen);
    await alert(screen).toMatch(words);
  });

  test('a gateway that fails without words is said, and the form goes on', async () => {
    vi.stubGlobal('fetch', async () => new Response('Internal Server Error', { status: 500 }));
    const { screen } = await shown();
    await signIn(screen);
    await alert(screen).toMatch(/Máy không trả lời/);
    await expect.element(screen.getByRole('button', { name: 'Đăng nhập' })).toBeEnabled();
  });

  test('a gateway that does not answer is said, too', async () => {
    doors({});
    const { screen } = await shown();
    await signIn(screen);
    await alert(screen).toMatch(/Máy không trả lời/);
  });

  test('while the server is away the terminal’s PIN is asked for', async () => {
    const asked = doors({
      '/desk/api/me': [401, { code: 'not-signed-in', online: false, pinIsSet: true }],
      '/desk/api/pin': [429, { code: 'pin-locked', waitMs: 60_000 }],
    });
    const account = new DeskAccount();
    await account.load();
    const { screen } = await shown(account);
    await screen.getByLabelText('Mã PIN của máy').fill('135790');
    await screen.getByRole('button', { name: 'Đăng nhập' }).click();
    await alert(screen).toMatch(/sau 1:00/);
    expect(asked.at(-1)).toEqual(['/desk/api/pin', { pin: '135790' }]);
    await expect.element(screen.getByLabelText('Mã PIN của máy')).toHaveValue('');
  });

  test('the language is chosen before anybody has signed in', async () => {
    const { onLanguage, screen } = await shown();
    await screen.getByRole('button', { name: 'English' }).click();
    expect(onLanguage.mock.calls).toEqual([['en']]);
  });
});

test.each(
  SIZES.flatMap(([width, height]) => LANGUAGES.map((language) => ({ width, height, language }))),
)('axe finds nothing at $width × $height in $language', async ({ width, height, language }) => {
  await page.viewport(width, height);
  document.title = 'desk';
  const words = deskWords(language);
  const { container } = await render(SignIn, {
    ...{ words, account: new DeskAccount(), onLanguage: () => undefined },
  });
  const { violations } = await axe.run(container);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  const go = container.querySelector('button[type="submit"]')?.getBoundingClientRect();
  expect(go?.bottom ?? Infinity).toBeLessThanOrEqual(height);
});
