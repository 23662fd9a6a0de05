/** The few helpers the bench needs to draw. */

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function need(selector, type) {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`The page has no ${selector}.`);
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * @param {string} label
 * @param {() => void} act
 * @param {Record<string, string>} [attributes]
 */
export function button(label, act, attributes = {}) {
  const element = h('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', act);
  return element;
}

/** @param {string} id @param {boolean} pressed */
export function press(id, pressed) {
  need(id, HTMLButtonElement).setAttribute('aria-pressed', String(pressed));
}

/** Drawings are our own constants, never data. @param {string} viewBox @param {string} path */
export function drawing(viewBox, path) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(namespace, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

const still = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * Lets elements glide from where they were to where `change` puts them, so that the eye can follow.
 *
 * @param {Iterable<HTMLElement>} elements
 * @param {() => void} change
 */
export function glide(elements, change) {
  const before = [...elements].map((element) => ({
    element,
    from: element.getBoundingClientRect(),
  }));
  change();
  if (still.matches) return;
  for (const { element, from } of before) {
    const to = element.getBoundingClientRect();
    const [x, y] = [from.x - to.x, from.y - to.y];
    if (from.width === 0 || (x === 0 && y === 0)) continue;
    element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
      duration: 220,
      easing: 'ease-out',
    });
  }
}
