/**
 * Nobody can have read a screen that has just appeared: a tap in its first moment was meant for the one before,
 * most often the second half of a double tap.
 */
const UNREAD_MS = 300;

/** Attachment: lets taps fall through `element` for a moment after it appears. Keys are let through: they are aimed. */
export function untouchedAtFirst(element: HTMLElement): () => void {
  element.style.pointerEvents = 'none';
  const timer = setTimeout(() => element.style.removeProperty('pointer-events'), UNREAD_MS);
  return () => clearTimeout(timer);
}
