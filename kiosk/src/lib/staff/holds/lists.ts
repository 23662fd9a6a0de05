/** The lists that are worked down at a library, in the order of a working day. */
export const LISTS = [
  'pull',
  'to-tell',
  'shelf',
  'expired',
  'incoming',
  'outgoing',
  'waiting',
] as const;
export type ListName = (typeof LISTS)[number];

export const isList = (name: string | null): name is ListName =>
  LISTS.some((list) => list === name);
