/** The words of the bench, Vietnamese first. */
import { en } from './words-en.js';
import { vi } from './words-vi.js';

const catalogues = { vi, en };
/** @typedef {keyof typeof catalogues} Language */

/** @returns {Language} */
function remembered() {
  return localStorage.getItem('bench-language') === 'en' ? 'en' : 'vi';
}

/** @type {Language} */
let current = remembered();

export const language = () => current;

export function switchLanguage() {
  current = current === 'vi' ? 'en' : 'vi';
  localStorage.setItem('bench-language', current);
}

/**
 * @param {string} key
 * @returns {string} the words, or the key where there are none
 */
export function words(key) {
  /** @type {Record<string, string>} */
  const catalogue = catalogues[current];
  return catalogue[key] ?? key;
}

/** Fills in every element that names its words. */
export function translatePage() {
  document.documentElement.lang = current;
  document.title = `${words('title')} · Nhịp Cầu`;
  for (const element of document.querySelectorAll('[data-words]')) {
    element.textContent = words(element.getAttribute('data-words') ?? '');
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', words(element.getAttribute('data-label') ?? ''));
  }
  for (const element of document.querySelectorAll('[data-title]')) {
    element.setAttribute('title', words(element.getAttribute('data-title') ?? ''));
  }
}
