import { expect, test } from 'vitest';
import { createLog } from './logging.ts';

test('cards, PINs, passwords, tokens and titles never reach the log, wherever they stand', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  const secrets = { card: 'TV-000123', pin: '2468', password: 'hunter2', title: 'Dế Mèn' };
  log.info(secrets, 'at the top');
  log.info({ body: secrets, request: { headers: { authorization: 'Bearer abc' } } }, 'below');
  const said = lines.join('');
  expect(said).toContain('at the top');
  expect(said).toContain('below');
  for (const secret of [...Object.values(secrets), 'Bearer abc'])
    expect(said).not.toContain(secret);
});

test('what is below the level is not written', () => {
  const lines: string[] = [];
  const log = createLog('warn', { write: (line) => lines.push(line) });
  log.info('small talk');
  log.warn('listen');
  expect(lines).toHaveLength(1);
});
