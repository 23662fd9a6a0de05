/**
 * Moves the focus, unless the person is working in another document: the screen may stand in a frame of a page that
 * is used with the keyboard, and must not take the keys out of that page's hands.
 */
export function takeFocus(element: HTMLElement): void {
  if (document.hasFocus()) element.focus();
}
