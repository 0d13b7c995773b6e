// Light, dark or as the system says; and the colours that canvases need.
import {button, element, setText} from './dom.js';

const kKey = 'sotto.theme';
const kChoices = /** @type {const} */ (['system', 'light', 'dark']);

/** @typedef {Record<'ink'|'muted'|'line'|'card'|'alice'|'bob'|'eve'|'shadow'|'linear'|'public'|'good'|'minus'|'zero'|'plus'|'heat'|'bad', string>} Palette */

/** For series that have no colour of their own. @type {(keyof Palette)[]} */
const kFallback = ['alice', 'heat', 'plus', 'minus', 'ink'];

/** A series' colour: its own by name, else the next of the others. @param {Palette} palette @param {string} name @param {number} index */
export const colourFor = (palette, name, index) =>
  /** @type {Record<string, string>} */ (palette)[name] ?? palette[kFallback[index % kFallback.length]];

export class Theme {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.choice = kChoices.find((choice) => choice === stored()) ?? 'system';
    this.palette = this.read();
    this.apply();
    button('theme').addEventListener('click', () => {
      this.choice = kChoices[(kChoices.indexOf(this.choice) + 1) % kChoices.length];
      store(this.choice);
      this.apply();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.apply());
  }

  apply() {
    const root = document.documentElement;
    if (this.choice === 'system') delete root.dataset.theme;
    else root.dataset.theme = this.choice;
    setText(element('theme-choice'), this.choice);
    button('theme').setAttribute('aria-label', `Theme: ${this.choice}`);
    this.palette = this.read();
    this.changed();
  }

  /** The style sheet's colours as canvases take them: resolved for the theme in force. */
  read() {
    const probe = document.createElement('span');
    document.body.append(probe);
    /** @type {Record<string, string>} */
    const palette = {};
    for (const name of ['ink', 'muted', 'line', 'card', 'alice', 'bob', 'eve', 'shadow', 'linear', 'public', 'good', 'minus', 'zero', 'plus', 'heat', 'bad']) {
      probe.style.color = `var(--${name})`;
      palette[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    return /** @type {Palette} */ (palette);
  }
}

// Storage may be forbidden; then the choice lasts as long as the page.
function stored() {
  try {
    return localStorage.getItem(kKey);
  } catch {
    return null;
  }
}

/** @param {string} choice */
function store(choice) {
  try {
    localStorage.setItem(kKey, choice);
  } catch {
    // see above
  }
}
