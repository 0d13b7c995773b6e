// A short guided tour: one part of the page after the other, with two sentences on each.
import {button, element, setText} from '../ui/dom.js';

/** @type {{at: string, title: string, text: string}[]} */
const kStops = [
  {
    at: 'wire',
    title: 'Three programs on a line',
    text: 'Alice sends numbers through the relay to Bob. Eve gets a copy of each, but no key. Bob answers with what Alice could do better; then all three learn a little. That is one step, and there are thousands in a second.',
  },
  {
    at: 'curves',
    title: 'Who reads how much',
    text: 'Each line says how many bits of a message are read wrong. Half of them wrong is what tossing coins gives: there everybody starts. Bob’s line should fall to zero, Eve’s should stay where it is.',
  },
  {
    at: 'verdict',
    title: 'The verdict',
    text: 'Eve fails when Bob reads nearly everything and she does as badly as a coin, over many rounds on end. Here you read whether that is so now, since when, and whether a simpler reader does better than she: then the secret is hollow.',
  },
  {
    at: 'say',
    title: 'Say something',
    text: 'A message of your own goes through the same networks. Early on Bob reads gibberish, and some seconds later he reads you. Eve keeps guessing; what she gets wrong is underlined.',
  },
  {
    at: 'ciphertext',
    title: 'What Eve hears',
    text: 'This is all she gets: one row of numbers for each message. In the paper’s game they are mostly key, with the message in their fine digits; in a sealed session they are −1 or 1 and have no fine digits.',
  },
  {
    at: 'sensitivity',
    title: 'What the cipher is made of',
    text: 'A coloured cell is a number of the ciphertext that changes when one bit of the message or of the key is flipped. Where each number has one strong cell above and one below, it is a message bit times a key bit: a one-time pad.',
  },
  {
    at: 'audit',
    title: 'What the secret is worth',
    text: 'In an audit fresh attackers without the key learn to read what Alice sends, and are judged on messages that they have not seen. Where one of them reads, the secret is hollow, however badly Eve does.',
  },
  {
    at: 'controls',
    title: 'Take it in hand',
    text: 'With the operator’s token you can slow it down until you see single messages, pause and go step by step, or freeze Alice and Bob and give a fresh Eve all the time she wants.',
  },
  {
    at: 'sessions',
    title: 'Runs of before',
    text: 'Recorded runs can be replayed at any speed and laid over this one. The address of this page always leads back to what you are looking at. And remember: a demonstration, not secure cryptography.',
  },
];

export class Tour {
  constructor() {
    this.box = element('tour');
    this.stop = -1;
    /** @type {Element|null} */
    this.before = null;
    button('tour-start').addEventListener('click', () => this.start());
    button('tour-next').addEventListener('click', () => this.go(this.stop + 1));
    button('tour-back').addEventListener('click', () => this.go(this.stop - 1));
    button('tour-end').addEventListener('click', () => this.end());
    this.box.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.end();
      if (event.key === 'ArrowRight') this.go(this.stop + 1);
      if (event.key === 'ArrowLeft') this.go(this.stop - 1);
    });
    for (const what of ['scroll', 'resize']) window.addEventListener(what, () => this.place(), {passive: true});
  }

  start() {
    this.before = document.activeElement;
    this.box.hidden = false;
    this.go(0);
    button('tour-next').focus({preventScroll: true});
  }

  /** @param {number} stop */
  go(stop) {
    if (stop < 0) return;
    if (stop >= kStops.length) return this.end();
    this.target()?.classList.remove('toured');
    this.stop = stop;
    const {title, text} = kStops[stop];
    setText(element('tour-count'), `${stop + 1} of ${kStops.length}`);
    setText(element('tour-title'), title);
    setText(element('tour-text'), text);
    button('tour-back').disabled = stop === 0;
    setText(button('tour-next'), stop === kStops.length - 1 ? 'Done' : 'Next');
    this.target()?.classList.add('toured');
    this.target()?.scrollIntoView({block: 'center'});
    this.place();
  }

  end() {
    this.target()?.classList.remove('toured');
    this.stop = -1;
    this.box.hidden = true;
    if (this.before instanceof HTMLElement) this.before.focus();
  }

  target() {
    return this.stop < 0 ? null : element(kStops[this.stop].at);
  }

  /** Beside, below or above what it speaks of, wherever there is room; else at the bottom. */
  place() {
    const target = this.target()?.getBoundingClientRect();
    if (!target) return;
    const {offsetWidth: width, offsetHeight: height} = this.box;
    const room = 16;
    let left = Math.max(room, Math.min(innerWidth - width - room, target.left));
    let top = innerHeight - height - room;
    if (target.right + width + 2 * room < innerWidth) {
      left = target.right + room;
      top = Math.max(target.top, 70);
    } else if (target.left - width - 2 * room > 0) {
      left = target.left - width - room;
      top = Math.max(target.top, 70);
    } else if (target.bottom + height + 2 * room < innerHeight) {
      top = target.bottom + room;
    } else if (target.top - height - room > 64) {
      top = target.top - height - room;
    }
    this.box.style.left = `${left}px`;
    this.box.style.top = `${Math.max(70, Math.min(innerHeight - height - room, top))}px`;
  }
}
