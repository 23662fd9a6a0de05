/** The program as an installer meets it: commands, start, stop, in processes of their own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIBRARIES } from '#tests/test-server.ts';
import { openDatabase } from './db/open.ts';
import { registry } from './db/registry.ts';

const MAIN = resolve(import.meta.dirname, 'main.ts');

describe('the program', () => {
  let folder: string;
  let settings: string;
  const children = new Set<ChildProcess>();

  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [MAIN, '--config', settings, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    return child;
  };
  const run = async (...args: string[]) => {
    const child = start(...args);
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if (child.exitCode === null) await once(child, 'exit');
    return { code: child.exitCode, said: said.trim(), complained };
  };
  const saidBy = async (child: ChildProcess, words: RegExp): Promise<RegExpExecArray> => {
    let said = '';
    for await (const chunk of child.stdout ?? []) {
      said += String(chunk);
      const found = words.exec(said);
      if (found) return found;
    }
    throw new Error(`it ended without saying ${words}: ${said}`);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nhipcau-main-'));
    settings = join(folder, 'server.json');
    writeFileSync(settings, JSON.stringify({ listen: { port: 0 }, dataFolder: '.' }));
    const file = join(folder, 'server.db');
    const db = await openDatabase({ engine: 'sqlite', file }, registry, { small: true });
    await db.write('libraries-put', { libraries: LIBRARIES });
    await db.close();
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  describe('terminal', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();

    test('add prints the id, list shows it, remove takes it away', async () => {
      const added = await run(
        'terminal',
        'add',
        '--name',
        'Máy 1',
        '--library',
        'ward',
        '--key',
        key,
      );
      expect(added).toMatchObject({ code: 0, said: expect.stringMatching(/^[\w-]{36}$/) });
      expect((await run('terminal', 'list')).said).toBe(`${added.said}\tMáy 1\tPhường Đông\tkiosk`);
      expect((await run('terminal', 'remove', '--id', added.said)).code).toBe(0);
      expect((await run('terminal', 'list')).said).toBe('');
      expect((await run('terminal', 'remove', '--id', added.said)).code).toBe(1);
    });

    test('add says what is missing or wrong, and which libraries there are', async () => {
      const nothing = await run('terminal', 'add');
      expect(nothing).toMatchObject({ code: 1, complained: 'missing: --name, --library, --key\n' });
      const nowhere = await run(
        'terminal',
        'add',
        '--name',
        'a',
        '--library',
        'moon',
        '--key',
        key,
      );
      expect(nowhere.code).toBe(1);
      expect(nowhere.complained).toMatch(/no library with this id[^]*ward\tPhường Đông/);
    });

    test('add takes what it is for, of those that there are, and an id that can be said over', async () => {
      const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
      const add = ['terminal', 'add', '--name', 'Thùng', '--library', 'ward', '--key', other];
      const strange = await run(...add, '--profile', 'fridge');
      expect(strange.code).toBe(1);
      expect(strange.complained).toContain('kiosk, drop-box, staff-pad, tagging, van');
      const broken = await run(...add, '--id', 'two\nlines');
      expect(broken).toMatchObject({ code: 1, complained: expect.stringContaining('control') });
      const { said } = await run(...add, '--profile', 'drop-box');
      expect((await run('terminal', 'list')).said).toBe(`${said}\tThùng\tPhường Đông\tdrop-box`);
      await run('terminal', 'remove', '--id', said);
    });

    test('an unknown command shows those that there are', async () => {
      const answer = await run('terminal', 'sell');
      expect(answer.code).toBe(1);
      expect(answer.complained).toMatch(/no command “terminal sell”[^]*terminal add --name/);
    });
  });

  test('staff add and reset print a password that signs in, and the old one no longer does', async () => {
    const child = start();
    const [, url = ''] = await saidBy(child, /Staff pages: (http\S+)\/staff/);
    const signIn = async (password: string) => {
      const body = JSON.stringify({ name: 'mai', password });
      const headers = { Origin: url, 'Content-Type': 'application/json' };
      return (await fetch(`${url}/api/staff/sign-in`, { method: 'POST', headers, body })).status;
    };
    const passwordIn = ({ said }: { said: string }) => said.split(' ')[1] ?? '';
    const first = passwordIn(await run('staff', 'add', '--name', 'Mai', '--library', 'ward'));
    expect(await signIn(first)).toBe(200);
    const second = passwordIn(await run('staff', 'reset', '--name', 'mai'));
    expect(await signIn(first)).toBe(401);
    expect(await signIn(second)).toBe(200);
    const again = await run('staff', 'add', '--name', 'mai', '--library', '*');
    expect(again.complained).toContain('this name is taken');
    // Rights in the whole network are given by word, never by leaving one out.
    const everywhere = await run('staff', 'add', '--name', 'lan');
    expect(everywhere).toMatchObject({ code: 1, complained: 'missing: --library\n' });
    expect((await run('staff', 'list')).said).toContain('mai\tlibrarian at ward');
  });

  test('SIGTERM ends it in good order, also while a browser watches', async () => {
    const child = start();
    const [, url = ''] = await saidBy(child, /Staff pages: (http\S+)\/staff/);
    const [name, password] = readFileSync(join(folder, 'first-password.txt'), 'utf8')
      .trim()
      .split(' ');
    const signedIn = await fetch(`${url}/api/staff/sign-in`, {
      method: 'POST',
      headers: { Origin: url, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, password }),
    });
    const watched = await fetch(`${url}/api/staff/terminals/events`, {
      headers: { Cookie: signedIn.headers.get('Set-Cookie') ?? '' },
    });
    expect(watched.status).toBe(200);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await watched.text()).toMatch(/^data: /);
    expect(await exit).toEqual([0, null]);
  });
});
