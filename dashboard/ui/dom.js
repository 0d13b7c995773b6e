// Finding and making elements. Texts go in as text, never as markup.

/** A table is filled anew this often at most. */
const kTableMs = 1000;

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}

/** @param {string} id */
export const element = (id) => byId(id, HTMLElement);
/** @param {string} id */
export const button = (id) => byId(id, HTMLButtonElement);
/** @param {string} id */
export const input = (id) => byId(id, HTMLInputElement);

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * An element of a drawing.
 * @param {string} name
 * @param {Record<string, string|number>} attributes
 * @param {...(Node|string)} children
 */
export function makeSvg(name, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** Leaves the element alone when it says so already. @param {Element} target @param {string} text */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * @param {string} caption
 * @param {string[]} head
 * @param {(string|number)[][]} rows
 */
export function table(caption, head, rows) {
  const cell = (/** @type {'th'|'td'} */ tag, /** @type {string|number} */ value) => make(tag, {}, String(value));
  return make(
    'table',
    {},
    make('caption', {}, caption),
    make('thead', {}, make('tr', {}, ...head.map((name) => make('th', {scope: 'col'}, name)))),
    make('tbody', {}, ...rows.map((row) => make('tr', {}, ...row.map((value) => cell('td', value))))),
  );
}

/**
 * Fills a table behind a picture, only while it is open; a line that says what it holds stays still
 * otherwise.
 * @param {string} id of the details element
 * @param {() => HTMLTableElement} fill
 * @returns {() => void} to call when the data changed
 */
export function tableBehind(id, fill) {
  const details = byId(id, HTMLDetailsElement);
  const holder = details.querySelector('.table-holder');
  let filledAt = -Infinity;
  let later = 0;
  const update = () => {
    if (!details.open || !holder) return;
    clearTimeout(later);
    const wait = filledAt + kTableMs - performance.now();
    // What came last is shown, even if nothing comes after it.
    if (wait > 0) return void (later = window.setTimeout(update, wait));
    filledAt = performance.now();
    holder.replaceChildren(fill());
  };
  holder?.setAttribute('tabindex', '0');
  holder?.setAttribute('role', 'region');
  holder?.setAttribute('aria-label', details.querySelector('summary')?.textContent ?? 'table');
  details.addEventListener('toggle', () => {
    filledAt = -Infinity;
    update();
  });
  return update;
}

/**
 * Calls back when the element comes into view, and tells whether it is.
 * @param {Element} target
 * @param {() => void} appeared
 */
export function whenVisible(target, appeared) {
  const state = {visible: true};
  new IntersectionObserver(
    (entries) => {
      state.visible = entries[entries.length - 1].isIntersecting;
      if (state.visible) appeared();
    },
    {rootMargin: '150px'}, // drawn before it is scrolled to
  ).observe(target);
  return state;
}

/** @param {string} text for screen readers */
export function announce(text) {
  setText(element('announcer'), text);
}
