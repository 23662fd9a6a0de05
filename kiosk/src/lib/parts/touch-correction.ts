/**
 * Carries the correction of a calibrated screen out, in the page: a tap is taken where it was felt, and given where it
 * was meant. It reaches buttons and fields, which is all there is to tap; a system that is to move its own pointer is
 * calibrated by udev (`LIBINPUT_CALIBRATION_MATRIX`).
 */
import type { Attachment } from 'svelte/attachments';
import type { TouchCorrection } from '#gateway/staff-messages.ts';

export const correctTouches = ({ a, b, c, d, e, f }: TouchCorrection): Attachment<HTMLElement> => {
  const meant = (event: MouseEvent): Element | null => {
    const [x, y] = [event.clientX / innerWidth, event.clientY / innerHeight];
    const [toX, toY] = [a * x + b * y + c, d * x + e * y + f];
    return document.elementFromPoint(toX * innerWidth, toY * innerHeight);
  };
  /** A key press clicks too, and says no place. */
  const isTap = (event: MouseEvent): boolean => event.isTrusted && event.detail > 0;
  const onClick = (event: MouseEvent): void => {
    if (!isTap(event) || isUncorrected(event.target)) return;
    const control = meant(event)?.closest<HTMLElement>('button, a, input') ?? undefined;
    if (control?.contains(event.target instanceof Node ? event.target : null)) return;
    event.preventDefault();
    event.stopPropagation();
    if (control instanceof HTMLInputElement) control.focus();
    else control?.click();
  };
  return (root) => {
    root.addEventListener('click', onClick, { capture: true });
    return () => root.removeEventListener('click', onClick, { capture: true });
  };
};

const isUncorrected = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-uncorrected]') !== null;
