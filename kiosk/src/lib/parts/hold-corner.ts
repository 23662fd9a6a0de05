/** Staff's way in without a card: the upper left corner is held. Nothing there says so, and nothing is in its way. */
import type { Attachment } from 'svelte/attachments';

/** Pixels. */
const CORNER = 140;
/** Nobody holds it so long by chance. Milliseconds. */
const HOLD_MS = 3_000;
/** A finger trembles. Pixels. */
const FARTHEST = 60;

export const holdCorner =
  (held: () => void): Attachment<HTMLElement> =>
  (root) => {
    const listening = new AbortController();
    const { signal } = listening;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from = { x: 0, y: 0 };
    const stop = (): void => clearTimeout(timer);
    const begin = ({ clientX: x, clientY: y }: PointerEvent): void => {
      stop();
      from = { x, y };
      if (x <= CORNER && y <= CORNER) timer = setTimeout(held, HOLD_MS);
    };
    const move = ({ clientX: x, clientY: y }: PointerEvent): void => {
      if (Math.hypot(x - from.x, y - from.y) > FARTHEST) stop();
    };
    root.addEventListener('pointerdown', begin, { signal });
    root.addEventListener('pointermove', move, { signal });
    root.addEventListener('pointerup', stop, { signal });
    root.addEventListener('pointercancel', stop, { signal });
    // A finger that rests would open the browser's own menu.
    root.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    return () => {
      stop();
      listening.abort();
    };
  };
