import { pino } from 'pino';
import { decode } from '#server/sip2/protocol/decode.ts';
import { isReadable } from '#server/sip2/protocol/message.ts';
import { callOf, parseWords, UsageError } from './command-options.ts';
import type { Call } from './command-options.ts';
import { Sip2Connection, statusRequest } from './connection.ts';
import type { Answer } from './connection.ts';
import { decodeStream } from './decode-stream.ts';
import { runDoctor } from './doctor.ts';
import { sendRaw } from './raw.ts';
import { COMMANDS, wordsFault } from './rules/command-requests.ts';
import { explainMessage } from './rules/explain.ts';
import { hideSecrets } from './rules/hide-secrets.ts';
import { isRuledOut } from './rules/supported.ts';
import { USAGE } from './rules/usage.ts';
import { saidYes } from './rules/verdict.ts';

/** What a script can go by. */
export const EXIT = { yes: 0, no: 1, usage: 2, unreachable: 3, unknown: 4 } as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** @returns the exit code */
export async function runSip2(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseWords(args);
    if (values.help) return (say(USAGE), EXIT.yes);
    if (positionals[0] === 'decode') {
      await decodeStream(process.stdin, process.stdout, values.explain);
      return EXIT.yes;
    }
    if (positionals.length === 0) throw new UsageError('No command was given.');
    return await run(callOf(args, process.env['SIP2_PASSWORD']));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    complain(`${error.message}\n\n${USAGE}`);
    return EXIT.usage;
  }
}

function run(call: Call): Promise<number> {
  if (call.command === 'doctor') return runDoctor(call, say);
  if (call.command === 'raw') return raw(call);
  if (call.command === 'status') return converse(call);
  const fault = wordsFault(call.command, call.words);
  if (fault !== undefined) throw new UsageError(fault);
  return converse(call);
}

/** Says what goes over the line, raw and in words; passwords and PINs hidden. */
export function showTraffic(direction: 'sent' | 'received', text: string): void {
  say(`${direction === 'sent' ? '>' : '<'} ${hideSecrets(text)}`);
  const message = decode(text);
  if (isReadable(message)) for (const line of explainMessage(message)) say(`    ${line}`);
}

async function converse(call: Call): Promise<number> {
  const log = pino({ level: 'silent' });
  const connection = new Sip2Connection(call.settings, { log, onTraffic: showTraffic });
  try {
    const ready = await connection.connect();
    if (!ready.ready) return (complain(`Not reached: ${ready.why}.`), EXIT.unreachable);
    return exitOf(await askFor(call, connection));
  } finally {
    await connection.close();
  }
}

/** Where 98 says that 63 is not known, 23 is asked. */
function askFor(call: Call, connection: Sip2Connection): Promise<Answer> {
  const site = { ...call.site, institution: connection.institution };
  const { command, words, cancel, pickup } = call;
  if (command === 'status') return connection.ask(statusRequest(site.dialect));
  const lacks63 = command === 'patron' && isRuledOut(connection.status, '63');
  const { request } = COMMANDS[lacks63 ? 'patron-status' : command] ?? unknownCommand(command);
  return connection.ask(request(site, words, { now: Date.now(), cancel, pickup }));
}

function unknownCommand(command: string): never {
  throw new UsageError(`There is no command “${command}”.`);
}

function exitOf(answer: Answer): number {
  if (answer.outcome === 'reply') return saidYes(answer.message) ? EXIT.yes : EXIT.no;
  const done = answer.outcome === 'unknown' ? 'it may have been done' : 'nothing was done';
  complain(`No answer: ${answer.why}; ${done}.`);
  return EXIT[answer.outcome];
}

async function raw({ words, settings }: Call): Promise<number> {
  const [text] = words;
  if (text === undefined || words.length > 1) throw new UsageError('It is: raw MESSAGE, in quotes');
  const answer = await sendRaw(settings, text, showTraffic);
  if (answer.kind === 'heard') return EXIT.yes;
  complain(answer.why);
  return answer.kind === 'silent' ? EXIT.unknown : EXIT.unreachable;
}
