import { expect, test } from 'vitest';
import { hashSecret, isSecret, nobodysSecret } from './argon2id.ts';

test('a secret fits its own hash and no other does', async () => {
  const hash = await hashSecret('mật khẩu');
  expect(await isSecret('mật khẩu', hash)).toBe(true);
  expect(await isSecret('mat khau', hash)).toBe(false);
  expect(await isSecret('', hash)).toBe(false);
});

test('the hash says how it was made, and is another each time', async () => {
  const [one, other] = [await hashSecret('1234'), await hashSecret('1234')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$=]{22}\$[^$=]{43}$/);
  expect(one).not.toBe(other);
});

test('a hash made elsewhere at another cost is still checked at that cost', async () => {
  // The second-generation test of the reference program (phc-winner-argon2, test.c, Argon2id): "password", "somesalt".
  const phc =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await isSecret('password', phc)).toBe(true);
  expect(await isSecret('Password', phc)).toBe(false);
});

test('the same letters in another form of Unicode are the same secret', async () => {
  const hash = await hashSecret('mật khẩu'.normalize('NFD'));
  expect(await isSecret('mật khẩu'.normalize('NFC'), hash)).toBe(true);
});

test('many at once all get their answer', async () => {
  const hash = await hashSecret('1234');
  const answers = await Promise.all(
    Array.from({ length: 9 }, (_, i) => isSecret(i % 2 ? '1234' : '4321', hash)),
  );
  expect(answers).toEqual([false, true, false, true, false, true, false, true, false]);
});

test('nobody’s secret is no secret anybody knows, and what is stored must be a hash', async () => {
  expect(await isSecret('', await nobodysSecret)).toBe(false);
  await expect(isSecret('1234', '1234')).rejects.toThrow(/not an Argon2id/);
});
