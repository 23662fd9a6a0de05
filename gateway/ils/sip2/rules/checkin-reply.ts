import type { Message } from '#server/sip2/protocol/message.ts';
import { valueOf } from '#server/sip2/protocol/message.ts';
import type { Outcome } from '../../ils.ts';
import type { ItemFacts } from './item-facts.ts';
import { viewOf } from './item-facts.ts';
import { tidy } from './said.ts';
import type { Site } from './site.ts';

type Accepted = Extract<Outcome, { outcome: 'accepted' }>;
type Destination = NonNullable<Accepted['destination']>;

/** 10 that says yes. */
export function acceptedReturn(
  reply: Message,
  site: Site,
): Omit<Accepted, 'item'> & Partial<Accepted> {
  const view = viewOf(reply);
  return {
    outcome: 'accepted',
    ...(view && { item: view }),
    destination: destinationOf(reply, site),
    ...destinationLibraryIn(reply),
    ...forSorters(reply),
  };
}

/** CT is a branch's code in most systems; what it is called, SIP2 has no field for. */
function destinationLibraryIn(reply: Message): Pick<Accepted, 'destinationLibrary'> {
  const place = tidy(valueOf(reply, 'CT') ?? '');
  return place === '' ? {} : { destinationLibrary: { id: place, name: place } };
}

/** CL sort bin, CR collection, CK media type: free text of the library's system. */
function forSorters(reply: Message): Pick<Accepted, 'sortBin' | 'collection' | 'mediaType'> {
  const [sortBin, collection, mediaType] = (['CL', 'CR', 'CK'] as const).map((field) =>
    tidy(valueOf(reply, field) ?? ''),
  );
  return {
    ...(sortBin && { sortBin }),
    ...(collection && { collection }),
    ...(mediaType && { mediaType }),
  };
}

/**
 * Where a returned book goes, by the extensions CV (alert type), CT (destination), CY and DA (who holds it). AQ is not
 * asked: it is the owner's branch in some systems, a collection in others, and a book that floats stays anyway.
 */
export function destinationOf(reply: Message, site: Site): Destination {
  const alert = reply.fixed['alert']?.toUpperCase() === 'Y';
  const type = valueOf(reply, 'CV')?.trim() ?? '';
  if (type === '01') return 'hold';
  const place = tidy(valueOf(reply, 'CT') ?? '');
  const stays = place !== '' && isHere(place, site);
  // A transit to where it is already: one system tells local holds so.
  if (['02', '03', '04'].includes(type)) return stays ? 'hold' : 'other-library';
  if (place !== '' && !stays) return 'other-library';
  return alert || isHeld(reply) ? 'hold' : 'shelf';
}

const isHere = (place: string, { institution, location }: Site): boolean =>
  [institution, location].some((own) => own?.toLowerCase() === place.toLowerCase());

const isHeld = (reply: Message): boolean =>
  [valueOf(reply, 'CY'), valueOf(reply, 'DA')].some((value) => (value ?? '').trim() !== '');

/** Some refuse the return of a book that is on nobody's card. It lies here all the same, and is taken (design decision 7). */
export function takenAllTheSame(item: ItemFacts): Omit<Accepted, 'item'> | undefined {
  if (!item.known || item.whereabouts !== 'free') return undefined;
  return { outcome: 'accepted', destination: destinationIn(item), wasNotOnLoan: true };
}

/** 08 on the hold shelf, 10 in transit. */
export function destinationIn({ status }: ItemFacts): Destination {
  if (status === '08') return 'hold';
  return status === '10' ? 'other-library' : 'shelf';
}
