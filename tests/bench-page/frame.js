/** The gateway's screen beside the desk: what visitors touch, or what staff work at. */
import { need, press } from './dom.js';
import { words } from './words.js';

/** In CSS pixels. Visitors stand before an upright screen; staff see theirs from nearer. */
const SCREENS = {
  kiosk: { path: '/', width: 1080, height: 1920 },
  desk: { path: '/desk', width: 900, height: 1600 },
};
/** @typedef {keyof typeof SCREENS} Screen */

const frame = need('#kiosk', HTMLIFrameElement);
const space = need('.screen', HTMLElement);
/** @type {Screen} */
let shown = 'kiosk';

/** It is drawn at its real size and made smaller as a whole, as if one stood further away. */
function fit() {
  const { width, height } = SCREENS[shown];
  frame.style.width = `${width}px`;
  frame.style.height = `${height}px`;
  frame.style.scale = String(Math.min(space.clientWidth / width, space.clientHeight / height));
}
new ResizeObserver(fit).observe(space);

/** @param {Screen} screen */
export function showFrame(screen) {
  if (screen !== shown) frame.src = SCREENS[screen].path;
  shown = screen;
  press('#show-kiosk', screen === 'kiosk');
  press('#show-desk', screen === 'desk');
  need('#account', HTMLElement).hidden = screen === 'kiosk';
  fit();
}

/** @param {import('../stand/bench-messages.ts').BenchState['account']} account */
export function showAccount(account) {
  const text = account ? `${account.name} / ${account.password}` : words('ownAccount');
  need('#account', HTMLElement).textContent = `${words('signInAs')} ${text}`;
}
showFrame(shown);
