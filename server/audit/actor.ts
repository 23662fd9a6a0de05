/** Who made a change, and where: kept with it (docs/rules/circulation.md, J). */
export interface Actor {
  readonly kind: 'staff' | 'terminal' | 'sip2' | 'system' | 'import';
  /** Account, terminal, login, task or batch; never a name of a person. */
  readonly id: string;
  /** Where they stand. */
  readonly libraryId: string;
}

/** As the tables write it: `staff:0193…`. */
export const actorText = ({ kind, id }: Pick<Actor, 'kind' | 'id'>): string => `${kind}:${id}`;
