/** Hears a scanner in keyboard mode on the whole page, whatever has the focus. */
import { NOTHING, typed } from './keystrokes.ts';
import type { Run } from './keystrokes.ts';

/** @returns an attachment; while its element is drawn, `onScan` is told each scan, and the page does not see its end */
export function listenForScans(onScan: (text: string) => void): (element: Element) => () => void {
  return (element) => {
    const page = element.ownerDocument;
    let run: Run = NOTHING;
    let putBack = (): void => undefined;
    const hear = (event: KeyboardEvent): void => {
      // A held key repeats as fast as a scanner types; a chord is a command; an input method is a person.
      if (event.repeat || event.ctrlKey || event.metaKey || event.isComposing) {
        run = NOTHING;
        return;
      }
      const step = typed(run, { key: event.key, at: event.timeStamp });
      const begins = step.run !== run && [...step.run.text].length === 1;
      run = step.run;
      if (begins) putBack = remembered(page.activeElement);
      // A space in the middle of a scan must not press the button that has the focus.
      else if (event.key === ' ' && !isField(page.activeElement)) event.preventDefault();
      if (step.scan === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      putBack();
      onScan(step.scan.normalize('NFC'));
    };
    page.addEventListener('keydown', hear, { capture: true });
    return () => page.removeEventListener('keydown', hear, { capture: true });
  };
}

const isField = (element: Element | null): element is HTMLInputElement =>
  element instanceof HTMLInputElement;

/** A scan goes into the field that has the focus, too: what the person had typed there stays, the scan goes. */
function remembered(field: Element | null): () => void {
  if (!isField(field)) return () => undefined;
  const before = field.value;
  return () => {
    field.value = before;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
}
