import { RuleTester } from 'eslint';
import { afterAll, describe, it } from 'vitest';
import ts from 'typescript-eslint';
import { boundaries } from './boundaries.js';
import { zones } from './zones.js';

RuleTester.describe = describe;
RuleTester.it = it;
Object.assign(RuleTester, { afterAll });

const tester = new RuleTester({ languageOptions: { parser: ts.parser } });
const at = (path: string, code: string) => ({
  code,
  filename: `/repo/${path}`,
  options: [{ root: '/repo', zones }],
});
const forbidden = [{ messageId: 'forbidden' }];

tester.run('boundaries', boundaries, {
  valid: [
    at('gateway/tags/iso28560-3.ts', `import { crc } from './crc.ts'; import { z } from 'zod';`),
    at('gateway/ils/central-ils.ts', `import type { Api } from '#server/app.ts';`),
    at(
      'kiosk/src/lib/gateway-link.svelte.ts',
      `import { PROTOCOL_VERSION } from '#gateway/messages.ts';`,
    ),
    at('kiosk/src/lib/central.ts', `import type { Api } from '#server/app.ts';`),
    at('server/circulation/loan.test.ts', `import { book } from '#tests/books.ts';`),
  ],
  invalid: [
    {
      ...at('gateway/session/session.ts', `import { readFileSync } from 'node:fs';`),
      errors: forbidden,
    },
    {
      ...at('gateway/session/session.ts', `import { Outbox } from '../outbox/outbox.ts';`),
      errors: forbidden,
    },
    {
      ...at('gateway/devices/supervisor.ts', `import { decide } from '../session/session.ts';`),
      errors: forbidden,
    },
    {
      ...at('gateway/ils/central-ils.ts', `import { pad } from '#gateway/devices/rfid/pad.ts';`),
      errors: forbidden,
    },
    {
      ...at('gateway/ils/central-ils.ts', `import { app } from '#server/app.ts';`),
      errors: [{ messageId: 'typesOnly' }],
    },
    { ...at('server/app.ts', `import { x } from '../gateway/messages.ts';`), errors: forbidden },
    { ...at('server/app.ts', `const stand = await import('#tests/stand.ts');`), errors: forbidden },
    {
      ...at('kiosk/src/lib/parts/x.ts', `import { decide } from '#gateway/session/session.ts';`),
      errors: forbidden,
    },
    {
      ...at('server/circulation/rules/loan.ts', `export { store } from '../store.ts';`),
      errors: forbidden,
    },
  ],
});
