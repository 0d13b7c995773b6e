// How old a step is when it gets to the screen: from a party's last `done` to the drawn pixel.
import {element, setText} from '../ui/dom.js';

/** @typedef {import('../state/store.js').Store} Store */

/** Medians of so many messages of samples: some ten seconds. */
const kKept = 100;
/** The clocks are compared anew this often, as they drift. */
const kClockMs = 60_000;
/** Samples come ten times a second; after a longer gap nobody knows when its steps were done. */
const kLongestGapS = 0.5;
const kSayMs = 1000;

export class DelayView {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {number[]} milliseconds */
    this.delays = [];
    /** Up to when the last message had the steps, seconds on the relay's clock. */
    this.before = NaN;
    this.saidAt = -kSayMs;
    /** The relay's zero on this page's clock, ... */
    this.zero = Infinity;
    /** ... and as it has looked since `zeroSince`. */
    this.nextZero = Infinity;
    this.zeroSince = performance.now();
    store.on(['run'], () => this.forget());
    store.on(['status'], () => this.compareClocks(store.run.status?.running_s, store.run.statusAt));
    store.on(['samples'], () => this.samples());
  }

  forget() {
    this.delays = [];
    this.before = NaN;
    this.zero = this.nextZero = Infinity;
    setText(element('wire-delay'), '–');
  }

  /**
   * What came over the line the fastest says best what the relay's clock shows.
   * @param {number|undefined} t seconds on the relay's clock when it was sent, at the latest
   * @param {number} at milliseconds on this page's clock when it came
   */
  compareClocks(t, at) {
    if (!t) return;
    this.nextZero = Math.min(this.nextZero, at - 1000 * t);
    this.zero = Math.min(this.zero, this.nextZero);
    if (at - this.zeroSince < kClockMs) return;
    this.zero = this.nextZero;
    this.nextZero = Infinity;
    this.zeroSince = at;
  }

  samples() {
    const {samples, samplesAt} = this.store.run;
    if (!samples) return;
    this.compareClocks(samples.t, samplesAt);
    const since = this.before;
    this.before = samples.t;
    if (document.hidden || !(samples.t - since <= kLongestGapS)) return;
    // On the average its steps were done halfway between the last message and this one. What is
    // drawn in this frame is seen when the next begins.
    requestAnimationFrame((now) => this.add(now - this.zero - 500 * (since + samples.t), now));
  }

  /** @param {number} delay @param {number} now */
  add(delay, now) {
    this.delays.push(delay);
    if (this.delays.length > kKept) this.delays.shift();
    if (now - this.saidAt < kSayMs) return;
    this.saidAt = now;
    const sorted = [...this.delays].sort((a, b) => a - b);
    setText(element('wire-delay'), `${Math.round(sorted[sorted.length >> 1])} ms`);
  }
}
