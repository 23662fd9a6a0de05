/**
 * Bugs that a run of chaos has to catch, each one line of the product written otherwise as it is loaded. A plant whose line is not
 * there any more says so, instead of proving nothing.
 */

export interface Plant {
  /** End of the module's path. */
  readonly module: string;
  readonly line: string;
  readonly instead: string;
  /** What is wrong then. */
  readonly wrong: string;
}

export const PLANTS = {
  'answer-before-commit': {
    module: '/server/db/sqlite/writer.ts',
    line: '    commit.run();',
    instead: `say({ kind: 'answers', answers }); await new Promise((resolve) => setTimeout(resolve, 50)); commit.run(); return [];`,
    wrong: 'the server answers, and commits a little later',
  },
  'no-idempotency': {
    module: '/server/circulation/routes.ts',
    line: `        id: c.req.valid('param').id,\n        terminalId: terminal.id,`,
    instead: `        id: globalThis.crypto.randomUUID(),\n        terminalId: terminal.id,`,
    wrong: 'the server takes each request for a new one, whatever its id',
  },
  'resend-ambiguous': {
    module: '/gateway/outbox/relay.ts',
    line: 'const answer = await this.#options.ils.lookup(row.transaction);',
    instead:
      'const answer = await this.#options.ils.transact({ ...row.transaction, id: globalThis.crypto.randomUUID() });',
    wrong: 'the gateway sends again what was not answered, as something new, instead of asking',
  },
  'late-refusal-undoes': {
    module: '/gateway/outbox/rules/row.ts',
    line: `return asked === 'attempt' && row.transaction.mode === 'promise' ? 'queue' : 'reject';`,
    instead: `return 'reject';`,
    wrong: 'the late refusal of an attempt undoes the promise that it has become',
  },
  'disarmed-when-refused': {
    module: '/gateway/session/rules/answers.ts',
    line: `      return turn.line(isPromised(line) ? toStaff(line, outcome) : refused(line, outcome));`,
    instead: `      turn.line(isPromised(line) ? toStaff(line, outcome) : refused(line, outcome));
      if (line.act === 'checkin' || line.transaction === undefined) return;
      return secure(turn, refused(line, outcome), { transaction: line.transaction, wanted: 'disarmed' });`,
    wrong: 'the terminal lets out through the gate what the library has refused',
  },
} as const satisfies Record<string, Plant>;

export type PlantName = keyof typeof PLANTS;

export const isPlant = (name: string): name is PlantName => Object.hasOwn(PLANTS, name);

/** @returns the module with the bug in it. @throws Error when it does not say any more what the plant replaces */
export function planted(name: PlantName, source: string): string {
  const { instead, line, module } = PLANTS[name];
  if (source.split(line).length !== 2) {
    throw new Error(`the plant ${name} does not find its line in ${module}: write it anew`);
  }
  return source.replace(line, () => instead);
}
