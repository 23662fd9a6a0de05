/** What an import says while it runs: one line that is rewritten on a terminal, a line now and then in a log, JSON Lines for programs. */
import type { Batch } from '../import/batch-store.ts';
import type { Progress } from '../import/importer.ts';
import { PaceMeter } from '../import/pace.ts';
import type { RefusalLine } from '../import/refusals.ts';

const EVERY_MS = { terminal: 200, log: 5000 };
/** More are told by --json, or on the staff page. */
const MOST_REFUSALS = 50;

export class ImportScreen {
  readonly #json: boolean;
  readonly #isTerminal = process.stderr.isTTY;
  readonly #pace = new PaceMeter();
  #saidAt = Number.NEGATIVE_INFINITY;
  #refusals = 0;

  constructor(json: boolean) {
    this.#json = json;
  }

  begun({ id, rows_done, state }: Batch, resumed: boolean): void {
    if (this.#json) return this.#line({ kind: 'begun', batch: id, resumed, rowsDone: rows_done });
    const on = resumed && state === 'applying' ? `, going on after row ${rows_done}` : '';
    console.error(`Batch ${id}${on}`);
  }

  readonly progress = ({ rowsDone, bytesDone, bytes }: Progress): void => {
    const now = performance.now();
    const pace = this.#pace.add({ at: now, rows: rowsDone, bytes: bytesDone }, bytes);
    if (now - this.#saidAt < EVERY_MS[this.#isTerminal ? 'terminal' : 'log']) return;
    this.#saidAt = now;
    if (this.#json) return this.#line({ kind: 'progress', rowsDone, bytesDone, bytes, ...pace });
    const percent = Math.floor((bytesDone / Math.max(1, bytes)) * 100);
    const speed = pace ? `, ${pace.rowsPerSecond} rows/s, ${minutes(pace.secondsLeft)} left` : '';
    this.#say(`${percent} %, ${rowsDone} rows${speed}`);
  };

  #undone = { putBack: 0, kept: 0 };
  readonly undone = (putBack: number, kept: number): void => {
    this.#undone = { putBack: this.#undone.putBack + putBack, kept: this.#undone.kept + kept };
    const now = performance.now();
    if (now - this.#saidAt < EVERY_MS[this.#isTerminal ? 'terminal' : 'log']) return;
    this.#saidAt = now;
    if (this.#json) this.#line({ kind: 'progress', ...this.#undone });
    else this.#say(`${this.#undone.putBack} rows put back, ${this.#undone.kept} kept`);
  };

  refusal(refusal: RefusalLine): void {
    if (this.#json) return this.#line({ kind: 'refusal', ...refusal });
    this.#refusals += 1;
    if (this.#refusals === MOST_REFUSALS + 1) console.log('… and more; --json tells all of them');
    if (this.#refusals > MOST_REFUSALS) return;
    const { line, row, section, field, value, reason } = refusal;
    const what = [field, value === '' ? '' : `“${value}”`].filter((text) => text !== '').join(' ');
    console.log(
      `${line > 0 ? `line ${line}` : `row ${row}`}, ${section}: ${what}${what === '' ? '' : ' '}${reason}`,
    );
  }

  summary(batch: Batch): void {
    const { id, state, rows_done, added, changed, unchanged, refused, put_back, kept } = batch;
    if (this.#json)
      return this.#line({
        kind: 'done',
        batch: id,
        state,
        rowsDone: rows_done,
        added,
        changed,
        unchanged,
        refused,
        putBack: put_back,
        kept,
      });
    const counts = `${added} added, ${changed} changed, ${unchanged} as they were, ${refused} refused`;
    console.log(
      state === 'undone' || state === 'undoing'
        ? `Batch ${id}: ${put_back} rows put back, ${kept} kept.`
        : `Batch ${id}, ${state}: ${counts}.`,
    );
  }

  aboutPins(file: string): void {
    if (this.#json) return;
    console.error(
      `If the file holds PINs in clear, delete it now: shred -u '${file}' (on a disk that wears evenly, such as an SSD, deleting is no proof: keep such files on an encrypted one).`,
    );
  }

  problem(text: string): void {
    this.clear();
    if (this.#json) this.#line({ kind: 'problem', message: text });
    else console.error(text);
  }

  clear(): void {
    if (this.#isTerminal && !this.#json) process.stderr.write('\r\u001b[K');
  }

  #say(text: string): void {
    if (this.#isTerminal) process.stderr.write(`\r\u001b[K${text}`);
    else console.error(text);
  }

  #line(value: object): void {
    console.log(JSON.stringify(value));
  }
}

const minutes = (seconds: number): string =>
  seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
