/** What the simulated ILS answers, before anything is put on the wire. */
import type { ArmedSip2Faults } from './sip2-faults.ts';
import type { Lending, SimulatedItem, SimulatedLibrary, SimulatedLoan } from './sip2-library.ts';
import type { WireRequest } from './sip2-wire.ts';
import { stamp, unstamp } from './sip2-wire.ts';

export interface WireReply {
  readonly code: string;
  readonly fixed: string;
  readonly fields: readonly (readonly [id: string, value: string])[];
}

export const INSTITUTION = 'TTTV';
const VENDOR_FLAGS = ' YYY          ';

export class Sip2Replies {
  readonly #library: SimulatedLibrary;
  readonly #faults: ArmedSip2Faults;
  readonly #now: () => number;

  constructor(library: SimulatedLibrary, faults: ArmedSip2Faults, now: () => number) {
    this.#library = library;
    this.#faults = faults;
    this.#now = now;
  }

  /** @returns undefined for what this system does not know */
  to(request: WireRequest): WireReply | undefined {
    switch (request.code) {
      case '99':
        return this.status();
      case '23':
        return this.#patron(request, '24');
      case '63':
        return this.#patron(request, '64');
      case '17':
        return this.#item(request);
      case '11':
      case '29':
        return this.#loan(request);
      case '09':
        return this.#return(request);
      case '35':
        return this.#end(request);
      case '65':
        return this.#renewAll(request);
      default:
        return undefined;
    }
  }

  status(): WireReply {
    return {
      code: '98',
      fixed: `YYYYYY100003${stamp(this.#now())}2.00`,
      fields: [
        ['AO', INSTITUTION],
        ['AM', 'Thư viện mẫu'],
        ['BX', 'YYYYYYYYYYYYYYYY'],
      ],
    };
  }

  #patron({ fields, fixed }: WireRequest, code: '24' | '64'): WireReply {
    const card = fields.get('AA')?.trim() ?? '';
    const patron = this.#library.patrons.get(card);
    const pin = fields.get('AD') ?? '';
    const name = this.#faults.strikes('names-hidden') ? '' : (patron?.name ?? '');
    const isRight = patron !== undefined && pin !== '' && pin === patron.pin;
    const valid = this.#faults.strikes('no-valid-patron') ? [] : [['BL', yes(patron)] as const];
    const verdict = this.#faults.strikes('no-pin-verdict') ? [] : [['CQ', yes(isRight)] as const];
    const head = `${this.#flags(patron?.blocked)}000${stamp(this.#now())}`;
    return {
      code,
      fixed: code === '24' ? head : `${head}${this.#counts(card)}`,
      fields: [
        ...([['AO', INSTITUTION], ['AA', card], ['AE', name], ...valid, ...verdict] as const),
        ...this.#money(patron?.owes ?? 0),
        ...(code === '24' ? [] : [['CB', pad(patron?.limit ?? 99)] as const]),
        ...(code === '24' ? [] : this.#list(fixed.slice(21), card, fields)),
        ...(patron ? [] : [['AF', 'Không có thẻ này'] as const]),
      ],
    };
  }

  #flags(blocked: boolean | undefined): string {
    if (this.#faults.strikes('flags-all')) return 'Y'.repeat(14);
    if (this.#faults.strikes('flags-denied')) return VENDOR_FLAGS;
    return `${blocked === true ? 'Y' : ' '}${' '.repeat(13)}`;
  }

  #counts(card: string): string {
    if (this.#faults.strikes('counts-blank')) return ' '.repeat(24);
    const late = this.#overdue(card).length;
    return [0, late, this.#library.loansOf(card).length, 0, 0, 0].map(pad).join('');
  }

  #overdue = (card: string): string[] =>
    this.#library.loansOf(card).filter((barcode) => this.#loanOf(barcode).dueAt < this.#now());

  #loanOf(barcode: string): SimulatedLoan {
    const loan = this.#library.loans.get(barcode);
    if (!loan) throw new Error(`${barcode} is not on loan`);
    return loan;
  }

  #money(amount: number): (readonly [string, string])[] {
    const text = this.#faults.strikes('odd-amount') ? `${amount}.00` : String(amount);
    const currency = this.#faults.strikes('no-currency') ? [] : [['BH', 'VND'] as const];
    return [...currency, ['BV', text]];
  }

  /** Of two lists asked for at once, the first. */
  #list(summary: string, card: string, fields: WireRequest['fields']) {
    const wanted = summary.indexOf('Y');
    if (wanted !== 1 && wanted !== 2) return [];
    const id = wanted === 1 ? 'AT' : 'AU';
    const all = wanted === 1 ? this.#overdue(card) : this.#library.loansOf(card);
    if (all.length > 0 && this.#faults.strikes('lists-nothing')) return [];
    const short = all.length > 2 && this.#faults.strikes('lists-short');
    const from = Number(fields.get('BP') ?? 1) - 1;
    const to = Math.min(Number(fields.get('BQ') ?? all.length), from + (short ? 2 : all.length));
    const garbage =
      all.length > 0 && this.#faults.strikes('perl-garbage')
        ? [[id, 'HASH(0x55d0c1)'] as const]
        : [];
    return [...all.slice(from, to).map((one) => [id, this.#entry(one)] as const), ...garbage];
  }

  #entry = (barcode: string): string =>
    this.#faults.strikes('lists-titles') ? this.#titleOf(barcode) : barcode;

  #item({ fields }: WireRequest): WireReply {
    const barcode = fields.get('AB')?.trim() ?? '';
    const item = this.#library.items.get(barcode);
    const loan = this.#library.loans.get(barcode);
    const fee = this.#faults.strikes('fee-type-tagged') ? 'BT01' : '01';
    return {
      code: '18',
      fixed: `${this.#library.statusOf(barcode)}00${fee}${stamp(this.#now())}`,
      fields: [
        ['AB', barcode],
        ['AJ', item ? this.#titleOf(barcode) : ''],
        ...(loan ? ([['AH', this.#due(loan.dueAt)]] as const) : []),
        ...(item?.callNumber === undefined ? [] : ([['CS', item.callNumber]] as const)),
        ...(item ? ([['AQ', 'KHO1']] as const) : ([['AF', 'Không có sách này']] as const)),
      ],
    };
  }

  #titleOf(barcode: string): string {
    const title = this.#library.items.get(barcode)?.title ?? '';
    if (this.#faults.strikes('long-values')) return `${title} ${'rất dài '.repeat(60)}`.trim();
    if (this.#faults.strikes('control-characters')) return `\u0014${title}\u000b\u0007`;
    return this.#faults.strikes('escaped-bar') ? `${title} &#124; Tập 1` : title;
  }

  #loan(request: WireRequest): WireReply {
    const { code, fields, fixed } = request;
    const card = fields.get('AA')?.trim() ?? '';
    const barcode = fields.get('AB')?.trim() ?? '';
    const isOwn = code === '11' && this.#library.loans.get(barcode)?.card === card;
    const lending = this.#lending(request, card, barcode, isOwn);
    const item = this.#library.items.get(barcode);
    const ok = lending.kind !== 'refused';
    const security = this.#desensitize(ok);
    return {
      code: code === '11' ? '12' : '30',
      fixed: `${ok ? 1 : 0}${yes(lending.kind === 'renewed')}N${security}${stamp(this.#now())}`,
      fields: [
        ...([
          ['AO', INSTITUTION],
          ['AA', card],
          ['AB', barcode],
        ] as const),
        ...this.#title(barcode),
        ['AH', ok ? this.#due(lending.loan.dueAt) : ''],
        ...(ok || !this.#asksForCharge(item, fixed) ? [] : this.#money(item?.charge ?? 0)),
        ...(ok ? ([['AF', 'OK']] as const) : ([['AF', lending.why]] as const)),
      ],
    };
  }

  #lending(
    { code, fixed, fields }: WireRequest,
    card: string,
    barcode: string,
    isOwn: boolean,
  ): Lending {
    const now = this.#now();
    const item = this.#library.items.get(barcode);
    if (code === '29') return this.#library.renew(barcode, card, now);
    if (fixed[1] === 'Y')
      return this.#library.lend(barcode, card, now, { dueAt: unstamp(fixed.slice(20)) });
    if (isOwn && this.#faults.strikes('refuses-own-loan'))
      return { kind: 'refused', why: 'Đang mượn rồi' };
    const agreed = fields.get('BO') === 'Y';
    if (!agreed && this.#asksForCharge(item, fixed)) return { kind: 'refused', why: 'Có phí' };
    return this.#library.lend(barcode, card, now);
  }

  #asksForCharge = (item: SimulatedItem | undefined, fixed: string): boolean =>
    item?.charge !== undefined && fixed[1] !== 'Y';

  #desensitize(ok: boolean): string {
    if (!ok) return this.#faults.strikes('desensitize-refused') ? 'Y' : 'N';
    if (this.#faults.strikes('desensitize-unknown')) return 'U';
    return this.#faults.strikes('desensitize-no') ? 'N' : 'Y';
  }

  #title(barcode: string): (readonly [string, string])[] {
    if (this.#faults.strikes('title-missing')) return [];
    return [['AJ', this.#faults.strikes('title-empty') ? '' : this.#titleOf(barcode)]];
  }

  #return({ fields }: WireRequest): WireReply {
    const barcode = fields.get('AB')?.trim() ?? '';
    const item = this.#library.items.get(barcode);
    const isLent = this.#library.loans.has(barcode);
    const refused = !item || (!isLent && this.#faults.strikes('refuses-not-on-loan'));
    if (!refused) this.#library.takeBack(barcode);
    const alert = refused ? undefined : item.alert;
    const isMute = alert !== undefined && this.#faults.strikes('alert-without-type');
    return {
      code: '10',
      fixed: `${refused ? 0 : 1}${yes(!refused)}N${yes(alert)}${stamp(this.#now())}`,
      fields: [
        ...([
          ['AO', INSTITUTION],
          ['AB', barcode],
          ['AQ', 'KHO1'],
          ...this.#title(barcode),
        ] as const),
        ...(alert === undefined || isMute ? [] : ([['CV', alert]] as const)),
        ...(alert === '04' && !isMute ? ([['CT', 'CN2']] as const) : []),
        ...(refused ? ([['AF', 'Không ghi trả được']] as const) : []),
      ],
    };
  }

  #end = ({ fields }: WireRequest): WireReply => ({
    code: '36',
    fixed: `Y${stamp(this.#now())}`,
    fields: [
      ['AO', INSTITUTION],
      ['AA', fields.get('AA') ?? ''],
    ],
  });

  #renewAll({ fields }: WireRequest): WireReply {
    const card = fields.get('AA')?.trim() ?? '';
    const loans = this.#library.loansOf(card);
    const garbage = this.#faults.strikes('perl-garbage') ? ['ARRAY(0x55d0c1)'] : undefined;
    const renewed = garbage
      ? []
      : loans.filter((one) => this.#library.renew(one, card, this.#now()).kind === 'renewed');
    return {
      code: '66',
      fixed: `${garbage ? 0 : 1}${pad(renewed.length)}${pad(loans.length - renewed.length)}${stamp(this.#now())}`,
      fields: [['AO', INSTITUTION], ...(garbage ?? renewed).map((one) => ['BM', one] as const)],
    };
  }

  #due(at: number): string {
    const strikes = this.#faults.strikes;
    const local = new Date(at + 7 * 3_600_000).toISOString();
    const [year = '', month = '', day = ''] = local.slice(0, 10).split('-');
    if (strikes('due-ymd')) return local.slice(0, 10);
    if (strikes('due-ymd-time')) return `${local.slice(0, 10)} ${local.slice(11, 19)}`;
    if (strikes('due-dmy')) return `${day}.${month}.${year}`;
    if (strikes('due-mdy')) return `${Number(month)}/${Number(day)}/${year},${local.slice(11, 16)}`;
    if (strikes('due-words')) return `hết ngày ${Number(day)} tháng ${Number(month)}`;
    if (strikes('due-zero')) return '0';
    return strikes('due-empty') ? '' : stamp(at);
  }
}

const yes = (what: unknown): 'Y' | 'N' => (what === undefined || what === false ? 'N' : 'Y');
const pad = (count: number): string => String(count).padStart(4, '0');
