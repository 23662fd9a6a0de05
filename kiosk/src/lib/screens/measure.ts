/** What a screen must keep to, measured on what the browser has laid out. Each function tells what breaks the rule. */

/**
 * What is judged is where animations come to rest, and not the moment in which a new screen takes no taps. Both are
 * brief, and a thousand screens would wait for them one after the other.
 */
export async function settled(root: Element): Promise<void> {
  await document.fonts.ready;
  for (const animation of root.getAnimations({ subtree: true })) animation.finish();
  for (const element of root.querySelectorAll<HTMLElement>('.page, .sheet')) {
    element.style.removeProperty('pointer-events');
  }
}

const named = (element: Element): string =>
  `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${(element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 50)}`;

const isSeen = (element: Element): boolean =>
  element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
  element.closest('.unseen, [inert]') === null;

/** Elements that hold letters themselves. */
function lettered(root: Element): Element[] {
  return [...root.querySelectorAll('*')].filter(
    (element) =>
      !(element instanceof SVGElement) &&
      isSeen(element) &&
      [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      ),
  );
}

/** Texts smaller than `least` CSS pixels, or set closer than 1.5: Ẵ and ộ need the room. */
export function smallTexts(root: Element, least: number): string[] {
  return lettered(root)
    .filter((element) => {
      const style = getComputedStyle(element);
      const size = parseFloat(style.fontSize);
      return size < least || parseFloat(style.lineHeight) < size * 1.5 - 0.01;
    })
    .map(
      (element) =>
        `${named(element)} ${getComputedStyle(element).fontSize}/${getComputedStyle(element).lineHeight}`,
    );
}

/** Targets under 48 px; primary ones (the one thing to do, answers, keys) under 81 px high. */
export function smallTargets(root: Element): string[] {
  return [...root.querySelectorAll('button, input, a')].filter(isSeen).flatMap((target) => {
    const { width, height } = target.getBoundingClientRect();
    const primary = target.matches(
      '.primary, .answer, .equal, .go, input, .keys:not(.alphabet) > *',
    );
    const fits = primary ? height >= 81 && width >= 81 : height >= 48 && width >= 48;
    return fits ? [] : [`${named(target)} ${width.toFixed()}×${height.toFixed()}`];
  });
}

/** What sticks out of the panel or out of its own box; lists that turn by buttons may be longer than their place. */
export function overflowing(root: Element): string[] {
  const width = root.clientWidth;
  const height = root.clientHeight;
  return [...root.querySelectorAll('*')]
    .filter((element) => !(element instanceof SVGElement) || element.tagName === 'svg')
    .filter((element) => isSeen(element) && element.closest('.scrolls > *') === null)
    .filter((element) => {
      const box = element.getBoundingClientRect();
      const outside =
        box.left < -1 || box.top < -1 || box.right > width + 1 || box.bottom > height + 1;
      return outside || isClipped(element);
    })
    .map((element) => `${named(element)} ${describe(element)}`);
}

function isClipped(element: Element): boolean {
  if (element.matches('.scrolls, button, svg, input')) return false;
  const style = getComputedStyle(element);
  const wide = element.scrollWidth > element.clientWidth + 1 && style.display !== 'inline';
  const high = element.scrollHeight > element.clientHeight + 1 && style.display !== 'inline';
  return wide || (high && !element.matches('.actions, .actions *, nav, footer, footer *'));
}

function describe(element: Element): string {
  const box = element.getBoundingClientRect();
  return `at ${box.left.toFixed()},${box.top.toFixed()} ${box.width.toFixed()}×${box.height.toFixed()}, content ${element.scrollWidth}×${element.scrollHeight}`;
}

/** Neighbours that cover one another: what is said, what is shown, what can be done. */
export function overlapping(root: Element): string[] {
  const frame = root.querySelector('.sheet .frame') ?? root.querySelector('.frame');
  const groups = [...(frame?.children ?? [])].map((group) => [...group.children].filter(isSeen));
  return groups.flatMap((group, at) =>
    group.flatMap((one) =>
      groups
        .slice(at + 1)
        .flat()
        .filter((other) => meet(one, other))
        .map((other) => `${named(one)} ∩ ${named(other)}`),
    ),
  );
}

export function meet(one: Element, other: Element): boolean {
  const a = one.getBoundingClientRect();
  const b = other.getBoundingClientRect();
  if (a.width === 0 || b.width === 0 || a.height === 0 || b.height === 0) return false;
  return (
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
  );
}

export function isWithin(part: Element, whole: Element): boolean {
  const a = part.getBoundingClientRect();
  const b = whole.getBoundingClientRect();
  return (
    a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1
  );
}

/** Controls that cannot be touched because something lies over them. */
export function covered(root: Element): string[] {
  return [...root.querySelectorAll('button:enabled, input:enabled')]
    .filter((control) => isSeen(control) && control.closest('.scrolls') === null)
    .filter((control) => {
      const { left, top, width, height } = control.getBoundingClientRect();
      const met = document.elementFromPoint(left + width / 2, top + height / 2);
      return met === null || !control.contains(met);
    })
    .map(named);
}

/** Controls in the upper two fifths, where a child or a seated person cannot reach. */
export function outOfReach(root: Element): string[] {
  return [...root.querySelectorAll('button, input')]
    .filter((control) => isSeen(control) && control.closest('.scrolls, .turn') === null)
    .filter((control) => control.getBoundingClientRect().top < root.clientHeight * 0.4)
    .map(named);
}
