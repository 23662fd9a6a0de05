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
 * What the hand carries is a likeness: the thing itself stays where it is until it is let go, so no list jumps and
 * no scrolled box cuts it off.
 *
 * @param {HTMLElement} element
 */
function lift(element) {
  const { left, top, width } = element.getBoundingClientRect();
  const likeness = element.cloneNode(true);
  if (!(likeness instanceof HTMLElement)) throw new Error('A likeness is of the same kind.');
  likeness.classList.add('carried');
  likeness.inert = true;
  likeness.style.left = `${left}px`;
  likeness.style.top = `${top}px`;
  likeness.style.width = `${width}px`;
  element.classList.add('lifted');
  document.body.append(likeness);
  return likeness;
}

/**
 * @param {HTMLElement} element what is moved
 * @param {HTMLElement} handle where it is held
 * @param {(zone: string) => void} drop
 */
export function draggable(element, handle, drop) {
  /** @type {{ x: number, y: number, carried?: HTMLElement } | undefined} */
  let hold;

  const end = () => {
    hold?.carried?.remove();
    hold = undefined;
    element.classList.remove('lifted');
    document.body.classList.remove('dragging');
    light(undefined);
  };

  handle.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    // Captured, the pointer stays ours while it crosses the kiosk's frame.
    handle.setPointerCapture(event.pointerId);
    hold = { x: event.clientX, y: event.clientY };
  });
  handle.addEventListener('pointermove', (event) => {
    if (hold === undefined) return;
    const [x, y] = [event.clientX - hold.x, event.clientY - hold.y];
    if (hold.carried === undefined && Math.hypot(x, y) < TRAVEL_PX) return;
    hold.carried ??= lift(element);
    hold.carried.style.translate = `${x}px ${y}px`;
    document.body.classList.add('dragging');
    light(zoneUnder(event));
  });
  handle.addEventListener('pointerup', (event) => {
    const travelled = hold?.carried !== undefined;
    end();
    if (!travelled) return;
    // The click that follows a drag belongs to the drag.
    handle.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => handle.removeEventListener('click', swallow, { capture: true }));
    const zone = zoneUnder(event)?.dataset['drop'];
    if (zone !== undefined) drop(zone);
  });
  handle.addEventListener('pointercancel', end);
  handle.addEventListener('dragstart', (event) => event.preventDefault());
}

/** @param {Event} event */
function swallow(event) {
  event.stopImmediatePropagation();
  event.preventDefault();
}
