/** Books: on the shelf or on the pad, armed or not, each with a cover to take hold of. */
import { draggable } from './drag.js';
import { button, drawing, glide, h, need } from './dom.js';
import { hasDropBox } from './drop-box.js';
import { openMenu } from './menu.js';
import { words } from './words.js';

/** @typedef {import('../stand/bench-messages.ts').BenchBook} BenchBook */
/** @typedef {import('../stand/bench-messages.ts').BenchAction} BenchAction */
/** @typedef {(action: BenchAction) => void} Do */
/** @typedef {(words: string) => void} Say */

const GATE = 'M4 21V5M20 21V5M2 21h4M18 21h4';
const RINGING = `${GATE}M9 9l6 6M15 9l-6 6`;
const OPEN = `${GATE}M8 12l3 3 5-6`;
const WAVES = 'M5 19V5h14v14zM9 15a4 4 0 0 1 6 0M7.5 12a6.5 6.5 0 0 1 9 0';
const BARS = 'M4 5v14M7 5v14M10 5v14M12 5v14M15 5v14M17 5v14M20 5v14';

/** The colour of the cover comes from the title, so a book looks the same each time. @param {string} title */
function hue(title) {
  let sum = 0;
  for (const letter of title) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return sum;
}

export class Shelf {
  /** @type {Map<string, Book>} */
  #books = new Map();
  #shelf;
  #pad = need('#on-pad', HTMLUListElement);
  #act;
  #say;

  /** @param {Do} act @param {Say} say @param {string} list where things lie that are not on the pad */
  constructor(act, say, list) {
    this.#shelf = need(list, HTMLUListElement);
    this.#act = act;
    this.#say = say;
  }

  /** @param {readonly BenchBook[]} books */
  show(books) {
    const elements = [...this.#books.values()].map((book) => book.element);
    const focused = document.activeElement;
    this.#forget(books);
    glide(elements, () => {
      for (const book of books) this.#place(this.#known(book), book);
    });
    // An element that moves to another list loses the focus.
    if (focused instanceof HTMLElement && document.activeElement !== focused) focused.focus();
  }

  /** Labels of another air have gone with their reader. @param {readonly BenchBook[]} books */
  #forget(books) {
    for (const [barcode, { element }] of this.#books) {
      if (books.some((book) => book.barcode === barcode)) continue;
      element.remove();
      this.#books.delete(barcode);
    }
  }

  /** @param {BenchBook} book */
  #known(book) {
    const found = this.#books.get(book.barcode);
    if (found !== undefined) return found;
    const made = new Book(book, this.#act, this.#say);
    this.#books.set(book.barcode, made);
    return made;
  }

  /** @param {Book} drawn @param {BenchBook} book */
  #place(drawn, book) {
    drawn.show(book);
    const inBox = book.inBox && need(`#at-${book.inBox}`, HTMLUListElement);
    const list = inBox ?? (book.onPad && !hasDropBox() ? this.#pad : this.#shelf);
    if (drawn.element.parentElement === list) return;
    // The gap that a book leaves on the shelf stays its own.
    if (list !== this.#shelf) list.append(drawn.element);
    else list.insertBefore(drawn.element, this.#nextOnShelf(book.barcode));
  }

  /** @param {string} barcode */
  #nextOnShelf(barcode) {
    const order = [...this.#books.keys()];
    const after = order
      .slice(order.indexOf(barcode) + 1)
      .map((key) => this.#books.get(key)?.element);
    return after.find((element) => element?.parentElement === this.#shelf) ?? null;
  }
}

class Book {
  element = h('li', { class: 'book' });
  #cover = h('button', { type: 'button', class: 'cover' });
  #title = h('strong');
  #author = h('span', { class: 'author' });
  #number = h('span', { class: 'barcode' });
  #signs = h('span', { class: 'signs' });
  #more;
  #book;
  #act;
  #say;

  /** @param {BenchBook} book @param {Do} act @param {Say} say */
  constructor(book, act, say) {
    this.#book = book;
    this.#act = act;
    this.#say = say;
    this.#more = button('⋯', () => this.#openMenu(), { class: 'more' });
    this.#cover.append(this.#title, this.#author, this.#number, this.#signs);
    if (book.says) this.element.classList.add('label');
    this.#cover.addEventListener('click', () => this.#tap());
    this.element.append(this.#cover, this.#more);
    this.element.dataset['barcode'] = book.barcode;
    this.element.style.setProperty('--hue', String(hue(book.title)));
    draggable(this.element, this.#cover, (zone) => this.#drop(zone));
  }

  /** @param {BenchBook} book */
  show(book) {
    this.#book = book;
    const { tag } = book;
    this.element.dataset['security'] = tag?.security ?? 'none';
    this.#signs.replaceChildren(...signs(book));
    const state = tag === undefined ? words('barcodeOnly') : words(tag.security);
    const printed = [name(book), book.says ? spoken(book.says) : book.author];
    this.#title.textContent = printed[0] ?? '';
    this.#author.textContent = printed[1] ?? '';
    this.#number.textContent = book.says?.itemId ?? (book.says ? '' : book.barcode);
    this.#cover.title = [...printed, this.#number.textContent, state].filter(Boolean).join(' · ');
    this.#more.setAttribute('aria-label', `${words('more')}: ${name(book)}`);
  }

  /** A tap does the likely thing: into the drop box; on or off the pad; a book without a tag is scanned. */
  #tap() {
    const book = this.#book.barcode;
    if (hasDropBox()) this.#act({ kind: 'drop-insert', books: [book] });
    else if (this.#book.tag === undefined) this.#act({ kind: 'scan-book', book });
    else this.#act({ kind: this.#book.onPad ? 'take' : 'lay', book });
  }

  /** @param {string} zone */
  #drop(zone) {
    const { barcode: book, onPad } = this.#book;
    if (zone === 'mouth') this.#act({ kind: 'drop-insert', books: [book] });
    else if (zone === 'scanner') this.#act({ kind: 'scan-book', book });
    // A book without a tag may lie on the pad like any other thing: the reader sees nothing.
    else if (zone === 'pad' && !onPad) this.#act({ kind: 'lay', book });
    else if (zone === 'shelf' && onPad) this.#act({ kind: 'take', book });
    if (zone === 'pad' && this.#book.tag === undefined) this.#say(words('notOnPad'));
  }

  #openMenu() {
    const { barcode: book, onPad, says, tag } = this.#book;
    /** @type {import('./menu.js').MenuItem[]} */
    const items = [hasDropBox() ? this.#throwIn(book) : this.#layOrTake(book, onPad)];
    if (says === undefined)
      items.push({
        label: words('scanBarcode'),
        act: () => this.#act({ kind: 'scan-book', book }),
      });
    if (tag !== undefined) items.push(...this.#faults(book, tag));
    openMenu(this.#more, name(this.#book), items);
  }

  /** @param {string} book @param {boolean} onPad */
  #layOrTake(book, onPad) {
    return {
      label: words(onPad ? 'take' : 'lay'),
      act: () => this.#act({ kind: onPad ? 'take' : 'lay', book }),
    };
  }

  /** @param {string} book */
  #throwIn(book) {
    return {
      label: words('throwIn'),
      act: () => this.#act({ kind: 'drop-insert', books: [book] }),
    };
  }

  /** @param {string} book @param {NonNullable<BenchBook['tag']>} tag @returns {import('./menu.js').MenuItem[]} */
  #faults(book, { afi, flickers }) {
    /** @param {number} times @param {'write-error' | 'protected' | 'pretends'} [how] */
    const fail =
      (times, how = 'write-error') =>
      () =>
        this.#act({ kind: 'write-failure', book, times, how });
    const pull = (/** @type {'read' | 'write' | 'after-write'} */ at) => ({
      label: `${words('pull')} ${words(`pull-${at}`)}`,
      act: () => this.#act({ kind: 'pull-away', book, at }),
    });
    return [
      { label: words('failOnce'), act: fail(1) },
      { label: words('failAlways'), act: fail(99) },
      { label: words('failProtected'), act: fail(1, 'protected') },
      { label: words('failPretends'), act: fail(1, 'pretends') },
      { label: words('failNever'), act: fail(0) },
      pull('read'),
      pull('write'),
      pull('after-write'),
      {
        label: words(flickers ? 'flickerNever' : 'flicker'),
        act: () => this.#act({ kind: 'flicker', book, oneIn: flickers ? 1 : 3 }),
      },
      {
        label: words('lockBlock'),
        entry: { value: '4', pattern: '[0-9]{1,2}' },
        act: (text) => this.#act({ kind: 'lock-block', book, block: Number(text) }),
      },
      {
        label: words('setAfi'),
        entry: { value: inHex(afi), pattern: '[0-9A-Fa-f]{2}' },
        act: (text) => this.#act({ kind: 'set-afi', book, afi: Number.parseInt(text, 16) }),
      },
    ];
  }
}

/** Nothing is printed on a loose label: it is called by what it is. @param {BenchBook} book */
const name = ({ title, barcode }) => title || words(barcode);

/** @param {NonNullable<BenchBook['says']>} says */
const spoken = ({ format }) => words(`says-${format}`);

/** @param {number} byte */
const inHex = (byte) => byte.toString(16).toUpperCase().padStart(2, '0');

/** @param {BenchBook} book */
function signs({ tag, note }) {
  const made = [];
  if (tag === undefined) made.push(sign('barcode-only', BARS, words('barcodeOnly')));
  else {
    made.push(sign('rfid', WAVES, 'RFID'));
    if (tag.security === 'other') made.push(h('em', {}, `AFI ${inHex(tag.afi)}`));
    else
      made.push(sign(tag.security, tag.security === 'armed' ? RINGING : OPEN, words(tag.security)));
    if (tag.flickers) made.push(h('em', {}, words('flickers')));
    if (tag.failingWrites > 0) made.push(h('em', {}, words('willFail')));
    if (tag.pullAwayAt !== undefined) made.push(h('em', {}, words('willBePulled')));
  }
  if (note !== undefined && tag !== undefined) made.push(h('em', { class: 'note' }, words(note)));
  return made;
}

/** @param {string} kind @param {string} path @param {string} label */
function sign(kind, path, label) {
  const text = h('span', {}, label);
  return h('span', { class: `sign ${kind}` }, drawing('0 0 24 24', path), text);
}
