import { readDate } from '#server/sip2/protocol/dates.ts';
import type { Message } from '#server/sip2/protocol/message.ts';
import { fixedOf, valueOf, valuesOf } from '#server/sip2/protocol/message.ts';
import { SUPPORTED_ORDER } from '#server/sip2/protocol/messages.ts';
import type { Call } from './command-options.ts';
import { statusRequest } from './connection.ts';
import { DoctorLine } from './doctor-line.ts';
import type { Manner } from './doctor-line.ts';
import type { Heard } from './raw.ts';
import { charsetSeen, checksumSeen } from './rules/heard-text.ts';
import { COMMANDS } from './rules/command-requests.ts';
import type { Observations } from './rules/diagnosis.ts';
import { proposalLines, propose } from './rules/diagnosis.ts';
import { explainMessage } from './rules/explain.ts';
import { saidYes } from './rules/verdict.ts';

const PATIENCE_MS = 5_000;
/** For what need not be answered. */
const SHORT_MS = 1_500;

type Seen = { -readonly [K in keyof Observations]: Observations[K] };

/** Asks a peer all that shows how it speaks, and proposes a dialect. @returns the exit code */
export async function runDoctor(call: Call, say: (line: string) => void): Promise<number> {
  const doctor = new Doctor(call, say);
  try {
    return (await doctor.examine()) ? 0 : 3;
  } finally {
    doctor.close();
  }
}

class Doctor {
  readonly #call: Call;
  readonly #say: (line: string) => void;
  readonly #seen: Seen = {};
  readonly #replies: Uint8Array[] = [];
  #line: DoctorLine | undefined;
  #manner: Manner = 'sealed';

  constructor(call: Call, say: (line: string) => void) {
    this.#call = call;
    this.#say = say;
  }

  close(): void {
    this.#line?.close();
  }

  /** @returns whether the peer could be examined at all */
  async examine(): Promise<boolean> {
    if (!(await this.#beforeLogin()) || !(await this.#logIn())) return false;
    await this.#afterLogin();
    await this.#manners();
    await this.#readings();
    if (this.#call.doctor.allowWrite) await this.#writings();
    this.#text();
    if (!this.#call.doctor.gentle) await this.#rough();
    const proposal = propose(this.#seen, this.#call.site.timeZone);
    for (const line of ['', ...proposalLines(proposal)]) this.#say(line);
    return true;
  }

  async #beforeLogin(): Promise<boolean> {
    try {
      this.#line = await DoctorLine.open(this.#call.settings);
    } catch (error) {
      this.#say(`Not reached: ${error instanceof Error ? error.message : String(error)}.`);
      return false;
    }
    this.#say('The line is open.');
    if (!this.#call.settings.login) return true;
    const heard = await this.#ask(this.#status);
    this.#seen.statusBeforeLogin = isReply(heard, '98') ? 'answered' : kindOf(heard);
    this.#say(`99 before the login: ${inWords(heard)}.`);
    return true;
  }

  /** On the same line if it bore 99; else on another. A login that was refused is not tried in another manner. */
  async #logIn(): Promise<boolean> {
    if (this.#seen.statusBeforeLogin !== 'answered') await this.#reopen();
    let heard = await this.#line?.logIn('sealed', PATIENCE_MS);
    if (heard && !isReply(heard, '94')) {
      this.#say(`The login with AY and AZ: ${inWords(heard)}.`);
      this.#seen.sealedTaken = false;
      this.#manner = 'plain';
      await this.#reopen();
      heard = await this.#line?.logIn('plain', PATIENCE_MS);
    }
    const isIn = wasLetIn(heard);
    this.#say(isIn ? 'Logged in.' : LOGIN_REFUSED);
    return isIn;
  }

  async #afterLogin(): Promise<void> {
    const heard = await this.#ask(this.#status);
    this.#say(`99 after the login: ${inWords(heard)}.`);
    if (!isReply(heard, '98')) return;
    const { message } = heard;
    for (const line of explainMessage(message)) this.#say(`    ${line}`);
    if (this.#manner === 'sealed') this.#seen.sealedTaken = true;
    if (message.sequence !== undefined && this.#manner === 'sealed') {
      this.#seen.sequenceEchoed = message.sequence === this.#line?.sequence;
    }
    this.#fromStatus(message);
  }

  #fromStatus(message: Message): void {
    const flags = valueOf(message, 'BX') ?? '';
    const version = valueOf(message, 'SV');
    if (version !== undefined) this.#seen.serverVersion = version;
    if (flags !== '') this.#seen.takesEndSession = flags[SUPPORTED_ORDER.indexOf('35')] === 'Y';
    this.#seen.offLineOk = fixedOf(message, '98', 'off_line_ok') === 'Y';
    const { institution, timeZone } = this.#call.site;
    const theirs = valueOf(message, 'AO')?.trim() ?? '';
    if (theirs !== institution)
      this.#say(`AO: it calls itself “${theirs}”, --institution is “${institution}”.`);
    const clock = readDate(fixedOf(message, '98', 'date_time_sync'), timeZone);
    if (clock !== undefined) this.#say(`Its clock is ${minutes(clock - Date.now())}`);
  }

  /** With a wrong check sum, and without any. */
  async #manners(): Promise<void> {
    if (this.#manner === 'sealed') {
      const wrong = await this.#askAs('wrong');
      this.#seen.wrongChecksumTaken = isReply(wrong, '98');
      this.#say(`A wrong check sum: ${inWords(wrong)}.`);
    }
    const plain = await this.#askAs('plain');
    this.#seen.plainTaken = isReply(plain, '98');
    this.#say(`Without AY and AZ: ${inWords(plain)}.`);
    // Some go by the manner of the last message.
    await this.#renewed();
  }

  async #askAs(manner: Manner): Promise<Heard> {
    const heard = await this.#ask(this.#status, manner);
    if (heard.kind === 'silence' || heard.kind === 'closed') await this.#renewed();
    return heard;
  }

  async #readings(): Promise<void> {
    const { card, pin, item } = this.#call.doctor;
    const words = pin === undefined ? [card ?? ''] : [card ?? '', pin];
    const patron = card === undefined ? undefined : await this.#run('patron', words);
    if (patron) this.#fromPatron(patron);
    const onLoan = patron && valuesOf(patron, 'AU')[0];
    for (const barcode of new Set([item, onLoan])) {
      const reply = barcode === undefined ? undefined : await this.#run('item', [barcode]);
      if (reply) this.#fromDueDate(reply);
      if (reply && barcode === item) await this.#withoutInstitution(reply, barcode ?? '');
    }
  }

  #fromPatron(patron: Message): void {
    const [valid, pin] = [valueOf(patron, 'BL'), valueOf(patron, 'CQ')];
    const currency = valueOf(patron, 'BH')?.trim();
    if (currency !== undefined && /^[A-Z]{3}$/.test(currency)) this.#seen.currency = currency;
    this.#say(`The patron: BL ${valid ?? 'missing'}, CQ ${pin ?? 'missing'}.`);
    if (this.#call.doctor.pin === undefined && pin === 'Y') {
      this.#say('CQ is Y though no PIN was given: it must not be believed here.');
    }
  }

  #fromDueDate(reply: Message): void {
    const due = valueOf(reply, 'AH')?.trim();
    if (due !== undefined && /[1-9]/.test(due)) this.#seen.dueDate = due;
  }

  async #withoutInstitution(reply: Message, barcode: string): Promise<void> {
    const site = { ...this.#call.site, institution: '' };
    const heard = await this.#ask((now) => commandOf('item').request(site, [barcode], { now }));
    const same = isReply(heard, '18') && valueOf(heard.message, 'AJ') === valueOf(reply, 'AJ');
    this.#seen.withoutInstitution = same ? 'same' : 'other';
    this.#say(`With AO empty: ${same ? 'the same answer' : inWords(heard)}.`);
  }

  /** Lends, renews and takes back. What was not lent here is not taken back: it may be with somebody else. */
  async #writings(): Promise<void> {
    const { card, item, pin } = this.#call.doctor;
    if (card === undefined || item === undefined) {
      this.#say('--allow-write needs --card and --item: nothing was written.');
      return;
    }
    const words = [card, item, ...(pin === undefined ? [] : [pin])];
    const loan = await this.#run('checkout', words);
    if (loan && !saidYes(loan)) return this.#say('It does not lend the item: nothing was written.');
    if (loan) this.#fromDueDate(loan);
    const renewal = await this.#run('renew', words);
    if (renewal && saidYes(renewal)) this.#seen.renewBy = this.#call.site.dialect.renewBy;
    const back = await this.#run('checkin', [item]);
    if (!back || !saidYes(back)) this.#say('THE ITEM WAS NOT TAKEN BACK: please do so by hand.');
  }

  /** Over all that was heard: one Vietnamese title is enough. */
  #text(): void {
    const { charset, remark } = charsetSeen(this.#replies);
    if (charset !== undefined) this.#seen.charset = charset;
    if (remark !== undefined) this.#say(remark);
    const mode = checksumSeen(this.#replies, charset ?? 'utf-8');
    if (mode !== undefined) this.#seen.checksumMode = mode;
    this.#seen.crlf ||= this.#line?.endsWithLf === true;
  }

  /** Each on a line of its own, last of all: there are servers that end themselves on these. */
  async #rough(): Promise<void> {
    const probes = { 'An unknown message (00)': '00', 'No message at all': '?' } as const;
    for (const [title, text] of Object.entries(probes)) {
      await this.#renewed();
      const heard = await this.#line?.say(new TextEncoder().encode(`${text}\r`), SHORT_MS);
      this.#say(`${title}: ${heard ? inWords(heard) : 'no line'}.`);
    }
    const alive = await this.#renewed();
    if (!alive) this.#say('After that it takes no connections any more: it must be restarted.');
  }

  /** After silence on another line: a late reply must not be taken for the next. */
  async #run(name: string, words: readonly string[]): Promise<Message | undefined> {
    const heard = await this.#ask((now) =>
      commandOf(name).request(this.#call.site, words, { now }),
    );
    this.#say(`${name}: ${inWords(heard)}.`);
    if (heard.kind === 'silence' || heard.kind === 'closed') await this.#renewed();
    return heard.kind === 'message' && heard.message.code !== '96' ? heard.message : undefined;
  }

  #status = () => statusRequest(this.#call.site.dialect);

  async #ask(
    request: (now: number) => Parameters<DoctorLine['ask']>[0],
    manner = this.#manner,
  ): Promise<Heard> {
    const heard = (await this.#line?.ask(request(Date.now()), manner, PATIENCE_MS)) ?? CLOSED;
    if (heard.kind === 'message') this.#replies.push(heard.bytes);
    return heard;
  }

  /** @returns whether there is a line that is logged in */
  async #renewed(): Promise<boolean> {
    try {
      await this.#reopen();
      return wasLetIn(await this.#line?.logIn(this.#manner, PATIENCE_MS));
    } catch (error) {
      this.#say(`No line: ${error instanceof Error ? error.message : String(error)}.`);
      return false;
    }
  }

  async #reopen(): Promise<void> {
    this.#seen.crlf ||= this.#line?.endsWithLf === true;
    this.#line?.close();
    this.#line = await DoctorLine.open(this.#call.settings);
  }
}

const LOGIN_REFUSED =
  'The login was refused. After three refusals some systems lock the account: look before you try again.';

/** Nothing to log in with is no refusal. */
const wasLetIn = (heard: Heard | undefined): boolean =>
  heard === undefined || (isReply(heard, '94') && heard.message.fixed['ok'] === '1');

const CLOSED = { kind: 'closed' } as const;

const isReply = (heard: Heard, code: string): heard is Extract<Heard, { kind: 'message' }> =>
  heard.kind === 'message' && heard.message.code === code;

const kindOf = (heard: Heard): 'silence' | 'closed' | 'other' =>
  heard.kind === 'silence' || heard.kind === 'closed' ? heard.kind : 'other';

function inWords(heard: Heard): string {
  if (heard.kind === 'message') return `answered by ${heard.message.code}`;
  if (heard.kind === 'other') return 'answered by something that is no message';
  return heard.kind === 'silence' ? 'not answered' : 'it hung up';
}

function minutes(difference: number): string {
  const whole = Math.round(Math.abs(difference) / 60_000);
  if (whole < 2) return 'right.';
  return `${whole} minutes ${difference > 0 ? 'ahead of' : 'behind'} ours: is --time-zone right?`;
}

function commandOf(name: string) {
  const command = COMMANDS[name];
  if (!command) throw new RangeError(`There is no command “${name}”`);
  return command;
}
