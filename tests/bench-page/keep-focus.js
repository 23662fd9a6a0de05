/**
 * The kiosk moves the focus to the heading of each new screen, as it should. Here that would take it out of the hands
 * of whoever works the bench with the keyboard, so it is given back unless they went to the kiosk themselves.
 */
import { need } from './dom.js';

const frame = need('#kiosk', HTMLIFrameElement);
/** @type {HTMLElement | undefined} */
let last;
let wentThere = false;

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && target !== frame) last = target;
});
document.addEventListener('keydown', ({ key }) => {
  wentThere = key === 'Tab';
});
document.addEventListener('pointerdown', () => {
  wentThere = false;
});
frame.addEventListener('pointerenter', () => {
  wentThere = true;
});
// The window loses the focus when something inside the frame gains it.
window.addEventListener('blur', () => {
  // Not before the browser is done with moving it, or its own move comes last.
  setTimeout(() => {
    if (document.activeElement === frame && !wentThere) last?.focus();
  });
});
