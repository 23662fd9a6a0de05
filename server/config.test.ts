import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { generate } from 'selfsigned';
import { ConfigFaults, ENVIRONMENT, readConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhipcau-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (settings: unknown): string => {
  const file = join(folder, 'server.json');
  writeFileSync(file, typeof settings === 'string' ? settings : JSON.stringify(settings));
  return file;
};
const faultsOf = (settings: unknown, environment = {}): readonly string[] => {
  try {
    readConfig(write(settings), environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults;
    throw error;
  }
};

describe('without any setting', () => {
  test('the server listens on loopback and keeps its rows in SQLite', () => {
    const config = readConfig(undefined, { NHIPCAU_DATA: join(folder, 'data') });
    expect(config).toMatchObject({
      listen: { host: '127.0.0.1', port: 4700 },
      database: { engine: 'sqlite', file: join(folder, 'data/server.db') },
      behindTlsProxy: false,
      clockUncertaintyMs: 120_000,
      keepLoanHistoryDays: 30,
    });
  });

  test('nobody else on the machine can look into the data', () => {
    readConfig(undefined, { NHIPCAU_DATA: join(folder, 'private') });
    expect(statSync(join(folder, 'private')).mode & 0o077).toBe(0);
  });
});

test('paths of the file are relative to it', () => {
  expect(readConfig(write({ dataFolder: 'rows' }), {}).dataFolder).toBe(join(folder, 'rows'));
});

test('how far clocks may be apart is a setting', () => {
  expect(readConfig(write({ clockUncertaintySeconds: 30 }), {}).clockUncertaintyMs).toBe(30_000);
  expect(faultsOf({ clockUncertaintySeconds: -1 }).join()).toContain('clockUncertaintySeconds');
});

describe('mail', () => {
  const mail = { host: 'mail.library.example', from: 'may@library.example' };

  test('goes by STARTTLS where nothing else is said; the password is in a file', () => {
    writeFileSync(join(folder, 'password'), 'mật khẩu\n');
    const settings = { ...mail, user: 'may', passwordFile: 'password' };
    expect(readConfig(write({ mail: settings }), {}).mail).toMatchObject({
      ...{ port: 587, security: 'starttls', mostPerHour: 10 },
      login: { user: 'may', password: 'mật khẩu' },
    });
  });

  test('goes to another machine by TLS only', () => {
    expect(faultsOf({ mail: { ...mail, security: 'none' } }).join()).toMatch(
      /mail: .* by TLS only/,
    );
    const here = { ...mail, host: 'localhost', security: 'none' };
    expect(faultsOf({ mail: here })).toEqual([]);
  });

  test('a user without a password is a fault, and so is an empty file', () => {
    expect(faultsOf({ mail: { ...mail, user: 'may' } }).join()).toContain('belong together');
    writeFileSync(join(folder, 'empty'), '\n');
    const empty = { ...mail, user: 'may', passwordFile: 'empty' };
    expect(faultsOf({ mail: empty }).join()).toContain('holds no password');
  });
});

test('the token for the numbers is long enough, and networks are ranges', () => {
  writeFileSync(join(folder, 'short'), 'short\n');
  writeFileSync(join(folder, 'token'), '0123456789abcdef\n');
  expect(faultsOf({ metricsTokenFile: 'short' }).join()).toContain('16 characters');
  expect(readConfig(write({ metricsTokenFile: 'token' }), {}).metricsToken).toBe(
    '0123456789abcdef',
  );
  const inside = (range: string) => faultsOf({ webhooks: { privateNetworks: [range] } });
  expect(inside('10.20.0.0/16')).toEqual([]);
  expect(inside('10.20.0.0').join()).toContain('must be a range');
});

test('the environment wins over the file', () => {
  const file = write({ listen: { port: 1 }, dataFolder: 'rows' });
  const config = readConfig(file, {
    NHIPCAU_SERVER_PORT: '4711',
    DATABASE_URL: 'postgresql://me@db.example/books',
    NHIPCAU_LOG_LEVEL: 'warn',
    NHIPCAU_DATA: join(folder, 'elsewhere'),
  });
  expect(config).toMatchObject({
    listen: { host: '127.0.0.1', port: 4711 },
    database: { engine: 'postgres', url: 'postgresql://me@db.example/books' },
    logLevel: 'warn',
    dataFolder: join(folder, 'elsewhere'),
  });
});

describe('TLS', () => {
  test('is read with its key', async () => {
    const pair = await generate([{ name: 'commonName', value: 'server.library.example' }]);
    writeFileSync(join(folder, 'cert.pem'), pair.cert);
    writeFileSync(join(folder, 'key.pem'), pair.private);
    const tls = { certificate: 'cert.pem', key: 'key.pem' };
    const config = readConfig(write({ listen: { host: '0.0.0.0' }, tls }), {});
    expect(config.tls?.certificate).toBe(pair.cert);

    const other = await generate([{ name: 'commonName', value: 'other.example' }]);
    writeFileSync(join(folder, 'key.pem'), other.private);
    expect(faultsOf({ tls })).toEqual(['tls: the key is not the one of the certificate']);
  });

  test('is needed as soon as other machines can reach the server', () => {
    const [fault] = faultsOf({ listen: { host: '0.0.0.0' } });
    expect(fault).toMatch(/^listen\.host: 0\.0\.0\.0 can be reached from other machines/);
    expect(faultsOf({ listen: { host: '0.0.0.0' }, behindTlsProxy: true })).toEqual([]);
    expect(faultsOf({ listen: { host: '::1' } })).toEqual([]);
  });
});

describe('SIP2', () => {
  const account = { login: 'kiosk', password: 'secret', library: 'central' };
  const sip2 = { listen: { port: 0 }, accounts: [account] };

  test('is no door unless it is asked for, and then has what is usual', () => {
    expect(readConfig(write({}), {}).sip2).toBeUndefined();
    expect(readConfig(write({ sip2 }), {}).sip2).toMatchObject({
      listen: { host: '127.0.0.1', port: 0 },
      accounts: [{ ...account, charset: 'UTF-8', terminator: 'CR', errorDetection: 'auto' }],
    });
  });

  test('takes the certificate of the server, or its own', async () => {
    const pair = await generate([{ name: 'commonName', value: 'server.library.example' }]);
    writeFileSync(join(folder, 'sip2-cert.pem'), pair.cert);
    writeFileSync(join(folder, 'sip2-key.pem'), pair.private);
    const files = { certificate: 'sip2-cert.pem', key: 'sip2-key.pem' };
    const own = readConfig(write({ sip2: { tls: files, accounts: [account] } }), {});
    expect(own.sip2?.tls?.certificate).toBe(pair.cert);
    const shared = readConfig(write({ tls: files, sip2: { tls: {}, accounts: [account] } }), {});
    expect(shared.sip2?.tls?.key).toBe(pair.private);
    expect(faultsOf({ sip2: { tls: {}, accounts: [account] } })).toEqual([
      'sip2.tls: has no certificate and key, and the server has none either',
    ]);
  });

  test('goes in clear to other machines only where that is said', () => {
    const listen = { host: '0.0.0.0' };
    expect(faultsOf({ sip2: { ...sip2, listen } }).join()).toMatch(
      /^sip2\.listen\.host: 0\.0\.0\.0 can be reached from other machines.*clearText/,
    );
    expect(faultsOf({ sip2: { ...sip2, listen: { ...listen, clearText: true } } })).toEqual([]);
  });

  test('tells every fault of every account', () => {
    const faults = faultsOf({
      sip2: {
        accounts: [account, { ...account, charset: 'EBCDIC', colour: 'blue' }, account],
      },
    });
    expect(faults.join('\n')).toMatch(/^sip2\.accounts\.1\.charset: /m);
    expect(faults).toContain('sip2.accounts.1.colour: there is no such setting');
    const [nowhere, twice] = faultsOf({ sip2: { accounts: [account, account] } });
    expect(nowhere).toMatch(/^sip2\.listen: is needed/);
    expect(twice).toBe('sip2.accounts.1.login: kiosk is there twice');
    const hash = { ...account, password: '$argon2i$v=19$m=1' };
    expect(faultsOf({ sip2: { ...sip2, accounts: [hash] } }).join()).toContain('Argon2id');
  });
});

describe('faults', () => {
  test('are told all at once, each with its setting', () => {
    const faults = faultsOf({
      listen: { port: 70_000, prot: 1 },
      database: { url: 'mysql://x' },
      logLevel: 'loud',
      colour: 'blue',
    });
    expect(faults).toHaveLength(5);
    expect(faults.join('\n')).toMatch(/listen\.port \(or NHIPCAU_SERVER_PORT\): .*65535/);
    expect(faults).toContain('listen.prot: there is no such setting');
    expect(faults).toContain('colour: there is no such setting');
    expect(faults).toContain('database.url (or DATABASE_URL): must be a postgresql:// URL');
    expect(faults.join('\n')).toMatch(/logLevel \(or NHIPCAU_LOG_LEVEL\)/);
  });

  test('of files and addresses are told together too', () => {
    writeFileSync(join(folder, 'a-file'), '');
    const faults = faultsOf({
      dataFolder: 'a-file/data',
      tls: { certificate: 'none.pem', key: 'none.pem' },
    });
    expect(faults).toHaveLength(2);
    expect(faults.join('\n')).toMatch(/dataFolder.*\n.*none\.pem/);
  });

  test.each(['{', '[]', '"x"'])('a file that holds %s is told by its name', (text) => {
    expect(faultsOf(text).join()).toContain('server.json');
  });

  test('a port in the environment that is no number is told', () => {
    expect(faultsOf({}, { NHIPCAU_SERVER_PORT: 'http' }).join()).toContain('NHIPCAU_SERVER_PORT');
  });

  test('end the program with exit code 1 and every fault on its own line', async () => {
    const file = write({ listen: { port: -1 }, colour: 'blue' });
    const main = resolve(import.meta.dirname, 'main.ts');
    const { code, said } = await new Promise<{ code: unknown; said: string }>((done) => {
      execFile(process.execPath, [main, '--config', file], (error, _stdout, said) =>
        done({ code: error?.code, said }),
      );
    });
    expect(code).toBe(1);
    expect(said).toMatch(/2 fault\(s\)/);
    expect(said).toMatch(/^ {2}- listen\.port/m);
    expect(said).toMatch(/^ {2}- colour/m);
  });
});

test('the example has every setting but the folder of the pages, and only real ones', () => {
  const example = JSON.parse(
    readFileSync(new URL('./config.example.json', import.meta.url), 'utf8'),
  );
  const { tls: _tls, ...rest } = example;
  expect(faultsOf({ ...rest, dataFolder: 'rows', behindTlsProxy: true })).toEqual([]);
  const named = Object.values(ENVIRONMENT).map((path) => path.split('.')[0]);
  expect(Object.keys(example)).toEqual(expect.arrayContaining(named));
});
