/** Where a copy stands: its collection, then its call number there. */
interface Placed {
  readonly collection?: string | undefined;
  readonly callNumber?: string | undefined;
}

export function placeOf({ collection, callNumber }: Placed): string | undefined {
  const parts = [collection, callNumber].filter(Boolean);
  return parts.length === 0 ? undefined : parts.join(' · ');
}
