/**
 * A run of chaos: rounds of visits and blows as the seed has them, then the dust settles, and what each patron was promised is compared
 * with what the server has and what the tags say.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { strike } from './blows.ts';
import type { Deed } from './deed.ts';
import { fateOf, firstClocks, roundsOf } from './script.ts';
import type { Round, Shape } from './script.ts';
import { ChaosServer } from './server.ts';
import { Story } from './story.ts';
import { checkTags } from './tags.ts';
import { ChaosTerminal } from './terminal.ts';
import { readTruth } from './truth.ts';
import type { Finding, Truth, Verdict } from './verdict.ts';
import { judge } from './verdict.ts';
import { visit } from './visitor.ts';
import { isStrange, tagOf, terminalIdOf } from './world.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly rounds: number;
  /** It ends with the first round after which so many promises were made; `rounds` by default. */
  readonly promises?: number | undefined;
  /** The dust settles, and all is compared, after each so many rounds, and at the end. */
  readonly settleEvery: number;
  readonly shape: Shape;
  /** Name of a bug that is planted in the programs. */
  readonly plant?: string | undefined;
  readonly tell?: (text: string) => void;
}

export interface Report extends Verdict {
  readonly wrongTags: readonly Finding[];
  /** What no screen may do, what could not be settled. */
  readonly complaints: readonly string[];
  readonly seconds: number;
  /** What was done to the run, and how often. */
  readonly counts: ReadonlyMap<string, number>;
  /** What happened to one book, as people tell it. */
  readonly storyOf: (book: number) => readonly string[];
}

export const isFine = ({ complaints, doubled, lost, wrongTags }: Report): boolean =>
  [complaints, doubled, lost, wrongTags].every(({ length }) => length === 0);

/** @throws Error when a program does not start */
export async function runChaos(options: ChaosOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-chaos-'));
  try {
    const chaos = await Chaos.begin(options, folder);
    return await chaos.go().finally(() => chaos.close());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Longer than a doubt may last (15 s, O7) and all waits of the link and the relay together. */
const SETTLED_WITHIN_MS = 150_000;
const ASK_EVERY_MS = 100;
/** Far more than an answer that was held up can make a clock wrong by, far less than a clock that is wrong. */
const LATEST_TIME_MS = 30_000;

class Chaos {
  readonly #options: ChaosOptions;
  readonly #server: ChaosServer;
  readonly #terminals: readonly ChaosTerminal[];
  readonly #story: Story;
  readonly #tags: readonly BookTag[];
  readonly #deeds: Deed[] = [];
  readonly #complaints: string[] = [];
  readonly #counts = new Map<string, number>();
  readonly #begun = performance.now();
  #wrongTags: readonly Finding[] = [];
  #truth: Truth = { facts: [], holders: new Map() };

  private constructor(
    options: ChaosOptions,
    server: ChaosServer,
    terminals: readonly ChaosTerminal[],
    story: Story,
  ) {
    this.#options = options;
    this.#server = server;
    this.#terminals = terminals;
    this.#story = story;
    this.#tags = Array.from({ length: options.shape.books }, (_, book) => tagOf(book));
  }

  static async begin(options: ChaosOptions, folder: string): Promise<Chaos> {
    const { plant, seed, shape, tell } = options;
    const story = new Story(tell);
    const [gateways, cache] = [join(folder, 'gateways'), join(folder, 'compiled')];
    const server = await ChaosServer.start({
      ...{ folder: join(folder, 'server'), gateways, cache, shape, plant },
      tell: (text) => story.add(text),
    });
    const clocks = firstClocks(seed, shape.terminals);
    const starting = clocks.map((clockOffMs, number) =>
      ChaosTerminal.start({
        ...{ number, cache, clockOffMs, plant, serverPort: server.port },
        folder: join(gateways, terminalIdOf(number)),
        fateOf: (nth) => fateOf(seed, number, nth),
        tell: (text) => story.add(`terminal ${number}: ${text}`),
      }),
    );
    return new Chaos(options, server, await Promise.all(starting), story);
  }

  async go(): Promise<Report> {
    const { seed, settleEvery, shape } = this.#options;
    const script = roundsOf(seed, shape);
    for (let done = 1; ; done++) {
      await this.#play(script.next().value);
      const isOver = this.#isOver(done);
      if (done % settleEvery !== 0 && !isOver) continue;
      const verdict = await this.#compare();
      if (isOver || !this.#isFine(verdict)) return this.#report(verdict);
    }
  }

  #isOver(roundsDone: number): boolean {
    const { promises = Infinity, rounds } = this.#options;
    const made = this.#deeds.filter(({ word }) => word === 'promised').length;
    return roundsDone >= rounds || made >= promises;
  }

  async close(): Promise<void> {
    await Promise.all(this.#terminals.map((terminal) => terminal.close()));
    await this.#server.close();
  }

  /** Everybody at once, and the blows among them; the next round begins when the last visitor has left. */
  async #play(round: Round): Promise<void> {
    this.#story.begin(round.number);
    const blows = round.blows.map((blow) =>
      strike(blow, {
        ...{ terminals: this.#terminals, server: this.#server },
        landed: () => {
          this.#count(blow.kind);
          this.#story.add(JSON.stringify(blow));
        },
      }),
    );
    const desk = round.desk.map((act) => this.#atDesk(act));
    const visits = round.visits.map(async (each) => {
      const terminal = this.#terminal(each.terminal);
      const result = await visit({
        ...{ terminal, visit: each, round: round.number },
        tagOf: (book) => this.#tag(book),
        complain: (text) =>
          this.#complain(`round ${round.number}, terminal ${each.terminal}: ${text}`),
      });
      this.#deeds.push(...result.deeds);
      for (const { act, recordedHere } of result.deeds)
        if (recordedHere) this.#count(`${act} recorded here`);
      this.#count(`visits ${result.ended ?? 'to their end'}`);
      this.#story.add(
        `terminal ${each.terminal}: ${each.act} by patron ${each.patron}, ${result.ended ?? 'to its end'}: ${result.deeds
          .map(({ book, said, word }) => `${book} ${word} (${said})`)
          .join(', ')}`,
      );
    });
    try {
      await Promise.all(visits);
    } finally {
      for (const blow of blows) blow.over();
    }
    await Promise.all([...blows.map(({ done }) => done), ...desk]);
    await this.#server.watch();
    await Promise.all(this.#terminals.map((terminal) => terminal.watch()));
  }

  async #atDesk(act: Round['desk'][number]): Promise<void> {
    const answer = await this.#server.act(act);
    this.#story.add(`desk: ${JSON.stringify(act)}: ${answer}`);
    this.#count(`desk: ${act.kind}`);
  }

  /** The network is whole, everybody is there, and nothing is left to be told. */
  async #compare(): Promise<Verdict> {
    this.#story.add('the dust settles');
    await this.#settle();
    this.#truth = readTruth(this.#server.file);
    this.#wrongTags = await this.#checkTags(this.#truth);
    for (const { network } of this.#terminals) network.setCalm(false);
    const verdict = judge(this.#deeds, this.#truth);
    const { offMs, text } = verdict.worstTime;
    if (offMs > LATEST_TIME_MS) this.#complain(`its time is ${offMs} ms off: ${text}`);
    return verdict;
  }

  async #settle(): Promise<void> {
    await this.#server.watch();
    for (const terminal of this.#terminals) {
      terminal.network.setCalm(true);
      await terminal.network.heal();
      await terminal.watch();
    }
    // Also what nobody waits for: a second delivery may be what doubles.
    await Promise.all(this.#terminals.map(({ network }) => network.quiet()));
    const deadline = performance.now() + SETTLED_WITHIN_MS;
    for (const terminal of this.#terminals) {
      while (!(await terminal.isSettled())) {
        if (performance.now() > deadline) {
          this.#complain(`terminal ${terminal.number} has not settled: ${terminal.output}`);
          break;
        }
        await delay(ASK_EVERY_MS);
      }
    }
  }

  async #checkTags(truth: Truth): Promise<readonly Finding[]> {
    const { shape } = this.#options;
    const { cured, wrong } = await checkTags({
      ...{ truth, deeds: this.#deeds, terminals: this.#terminals },
      tagOf: (book) => this.#tag(book),
      isKnown: (book) => !isStrange(book, shape),
    });
    this.#count('tags cured', cured);
    return wrong;
  }

  #isFine(verdict: Verdict): boolean {
    return isFine(this.#report(verdict));
  }

  #report(verdict: Verdict): Report {
    const counts = new Map(this.#counts);
    for (const { network } of this.#terminals) {
      for (const [what, count] of network.counts) counts.set(what, (counts.get(what) ?? 0) + count);
    }
    return {
      ...verdict,
      ...{ counts, complaints: this.#complaints, wrongTags: this.#wrongTags },
      seconds: (performance.now() - this.#begun) / 1_000,
      storyOf: (book) =>
        this.#story.of(
          this.#deeds.filter((deed) => deed.book === book),
          this.#truth.facts.filter((fact) => fact.book === book),
        ),
    };
  }

  #complain(text: string): void {
    this.#complaints.push(text);
    this.#story.add(`complaint: ${text}`);
  }

  #count(what: string, by = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + by);
  }

  #terminal(number: number): ChaosTerminal {
    const terminal = this.#terminals[number];
    if (!terminal) throw new RangeError(`there is no terminal ${number}`);
    return terminal;
  }

  #tag(book: number): BookTag {
    const tag = this.#tags[book];
    if (!tag) throw new RangeError(`there is no book ${book}`);
    return tag;
  }
}
