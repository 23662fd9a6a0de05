/** Single keys pressed anywhere on the page, by a person. */

/**
 * Milliseconds in which nothing more may be typed after a key: a scanner that types would follow it with another
 * (barcode scanners in keyboard mode: at most 80 ms between two characters), and a label must not press buttons.
 */
const ALONE_MS = 100;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement;

/** Enter on a button presses that button. */
const isPressing = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' && event.target instanceof HTMLButtonElement;

/**
 * @param onKey told each key that stood alone
 * @returns an attachment for the element that is drawn while keys are meant for it
 */
export function keysOf(onKey: (key: string) => void): (element: Element) => () => void {
  return (element) => {
    const page = element.ownerDocument;
    let alone: ReturnType<typeof setTimeout> | undefined;
    let last = -Infinity;
    const hear = (event: KeyboardEvent): void => {
      const follows = event.timeStamp - last < ALONE_MS;
      last = event.timeStamp;
      clearTimeout(alone);
      if (follows || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || isPressing(event)) return;
      alone = setTimeout(() => onKey(event.key), ALONE_MS);
    };
    page.addEventListener('keydown', hear);
    return () => {
      clearTimeout(alone);
      page.removeEventListener('keydown', hear);
    };
  };
}
