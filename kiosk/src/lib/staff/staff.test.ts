import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { StaffAccount } from './account.svelte.ts';
import { faultsOfAccess } from './page-checks.ts';
import SignIn from './sign-in.svelte';
import './staff.css';
import { staffWords } from './words.ts';

describe('signing in', () => {
  test('axe finds nothing, and fields can be found by their names', async () => {
    document.body.className = 'staff';
    await render(SignIn, { words: staffWords('vi'), account: new StaffAccount() });
    expect(await faultsOfAccess()).toEqual([]);
    await expect.element(page.getByLabelText('Mật khẩu')).toHaveAttribute('type', 'password');
  });
});
