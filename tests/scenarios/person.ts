/** Somebody in front of the touchscreen: sees snapshots, taps, lays books down, and comes back after a restart. */
import type { KioskCommand } from '#gateway/kiosk-command.ts';
import type { ScreenName, Snapshot } from '#gateway/messages.ts';
import { isSettled, wayOut as wayOutAlone } from '#tests/chaos/ways.ts';
import type { Stand } from '#tests/stand.ts';
import { Screen } from '#tests/stand/screen.ts';

/** Longer than any visit of these scenarios takes in steps; then it does not end. */
const MOST_STEPS = 30;

export class Person {
  readonly #stand: Stand;
  #screen: Screen;

  private constructor(stand: Stand, screen: Screen) {
    this.#stand = stand;
    this.#screen = screen;
  }

  static async at(stand: Stand): Promise<Person> {
    return new Person(stand, await Screen.open(stand.kioskUrl));
  }

  /** The page dials again when the gateway is back. */
  async dialAgain(): Promise<void> {
    this.#screen.close();
    this.#screen = await Screen.open(this.#stand.kioskUrl);
  }

  close(): void {
    this.#screen.close();
  }

  tap(command: KioskCommand): void {
    this.#screen.tap(command);
  }

  until(fits: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    return this.#screen.until(fits);
  }

  async borrowWith(card: string): Promise<void> {
    await this.until(isReady);
    await this.#stand.scanner.scan(card);
    await this.until(({ screen }) => screen === 'borrow');
  }

  async startReturn(): Promise<void> {
    await this.until(isReady);
    this.tap({ kind: 'start-return' });
    await this.until(({ screen }) => screen === 'return');
  }

  /** Waits for what is under way, and ends the visit by whatever the screens offer. @returns what was seen on the way */
  async leave(): Promise<readonly ScreenName[]> {
    const seen: ScreenName[] = [];
    for (let step = 0; step < MOST_STEPS; step++) {
      const shown = await this.until((snapshot) => snapshot.screen !== 'waiting');
      if (isReady(shown)) return seen;
      const { screen } = shown;
      const isFirst = !seen.includes(screen);
      seen.push(screen);
      if (MUST_CLEAR.includes(screen)) this.#stand.desk.clearPad();
      if (LISTS.includes(screen))
        await this.until((next) => isSettled(next) || next.screen !== screen);
      const way = wayOut(shown, isFirst);
      if (way) this.tap(way);
      await this.until((next) => next.screen !== screen || isReady(next));
    }
    const { screen } = await this.until(() => true);
    throw new Error(`The visit does not end: ${screen}.`);
  }
}

const LISTS: readonly ScreenName[] = ['borrow', 'return'];
const MUST_CLEAR: readonly ScreenName[] = [
  'done',
  'recorded-here',
  'restarted',
  'pad-not-empty',
  'return-or-borrow',
  'too-many',
];

const isReady = ({ screen, online, terminal, booksOnPad }: Snapshot): boolean =>
  screen === 'start' && online && terminal.padReady && terminal.scannerReady && booksOnPad === 0;

/** What a person taps to get on. */
const wayOut = (shown: Snapshot, isFirst: boolean): KioskCommand | undefined =>
  shown.screen === 'set-incomplete'
    ? { kind: 'set', line: shown.line ?? '', choice: 'leave-it' }
    : wayOutAlone(shown, isFirst);
