/**
 * Moving things by hand: with mouse, pen or finger through pointer events (HTML's own drag and drop knows no touch).
 * A press that does not travel is a tap and stays the click of the button.
 */

const TRAVEL_PX = 6;

/** @param {PointerEvent} event */
function zoneUnder(event) {
  const zone = document
    .elementsFromPoint(event.clientX, event.clientY)
    .find((element) => element instanceof HTMLElement && element.dataset['drop'] !== undefined);
  return zone instanceof HTMLElement ? zone : undefined;
}

/** @param {HTMLElement | undefined} zone */
function light(zone) {
  for (const lit of document.querySelectorAll('[data-drop].over')) lit.classList.remove('over');
  zone?.classList.add('over');
}

/**
 * @param {HTMLElement} element what is moved
 * @param {HTMLElement} handle where it is held
 * @param {(zone: string) => void} drop
 */
export function draggable(element, handle, drop) {
  /** @type {{ x: number, y: number, moving: boolean } | undefined} */
  let hold;

  const end = () => {
    hold = undefined;
    element.classList.remove('dragged');
    element.style.removeProperty('translate');
    document.body.classList.remove('dragging');
    light(undefined);
  };

  handle.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    // Captured, the pointer stays ours while it crosses the kiosk's frame.
    handle.setPointerCapture(event.pointerId);
    hold = { x: event.clientX, y: event.clientY, moving: false };
  });
  handle.addEventListener('pointermove', (event) => {
    if (hold === undefined) return;
    const [x, y] = [event.clientX - hold.x, event.clientY - hold.y];
    if (!hold.moving && Math.hypot(x, y) < TRAVEL_PX) return;
    if (!hold.moving) {
      hold.moving = true;
      element.classList.add('dragged');
      document.body.classList.add('dragging');
    }
    element.style.translate = `${x}px ${y}px`;
    light(zoneUnder(event));
  });
  handle.addEventListener('pointerup', (event) => {
    if (hold?.moving !== true) return end();
    const zone = zoneUnder(event);
    // The click that follows a drag belongs to the drag.
    handle.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => handle.removeEventListener('click', swallow, { capture: true }));
    end();
    if (zone?.dataset['drop'] !== undefined) drop(zone.dataset['drop']);
  });
  handle.addEventListener('pointercancel', end);
  handle.addEventListener('dragstart', (event) => event.preventDefault());
}

/** @param {Event} event */
function swallow(event) {
  event.stopImmediatePropagation();
  event.preventDefault();
}
