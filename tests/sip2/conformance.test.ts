/** Every message pair over a real line and both databases; what is said is the page docs/integrators/sip2-exchanges.md. */
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import type { SmallSip2 } from '#tests/fixtures/small-sip2.ts';
import { smallSip2 } from '#tests/fixtures/small-sip2.ts';
import type { Exchange, Pair } from './exchanges.ts';
import { PAIRS } from './exchanges.ts';

const PAGE = '../../docs/integrators/sip2-exchanges.md';

const HEAD = `# SIP2, as it is said

Written by a test (\`tests/sip2/conformance.test.ts\`), which runs these on a real line over both databases. The terminal has logged in; the clock of the library says 10:00 on 23 November 2026. A receipt's code (BK) is written \`BK…\`.
`;

eachDatabase((engine) => {
  let sip2: SmallSip2;
  beforeAll(async () => {
    sip2 = await smallSip2(engine);
  });

  test('S2-5 every pair is answered in the form of the standard, as the page for integrators shows', async () => {
    const terminal = await sip2.terminal();
    const said: string[] = [HEAD];
    // A millisecond each, so that whoever asks first stands first in the line.
    const ask = (asks: string) => {
      sip2.clock.now += 1;
      return terminal.ask(asks);
    };
    for (const { name, exchanges } of PAIRS) said.push(await section({ name, exchanges }, ask));
    await expect(said.join('\n')).toMatchFileSnapshot(PAGE);
  });
});

async function section(
  { name, exchanges }: Pair,
  ask: (message: string) => Promise<string>,
): Promise<string> {
  const lines: string[] = [];
  for (const exchange of exchanges) lines.push(entry(exchange, await ask(exchange.asks)));
  return `## ${name}\n\n${lines.join('\n\n')}\n`;
}

const entry = ({ shows, asks }: Exchange, reply: string): string =>
  `${shows}\n\n\`\`\`\n→ ${asks}\n← ${withoutChance(reply)}\n\`\`\``;

const withoutChance = (reply: string): string => reply.replace(/BK[0-9A-Z]{8}\|/, 'BK…|');
