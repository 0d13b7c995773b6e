// All that is known of one run: what the views draw, be it live or replayed.
import {Series, bucketsOf} from './series.js';

/** @typedef {import('./types.js').Message} Message */
/** @typedef {import('./types.js').Reading} Reading */
/** @typedef {import('./types.js').SessionEvent} SessionEvent */
/** @typedef {import('./types.js').Status} Status */
/** @typedef {import('./types.js').Samples} Samples */

const kEvents = 1000;
const kAttempts = 300;

/**
 * A message with what Bob and Eve made of it.
 * @typedef {object} Attempt
 * @property {Message} message
 * @property {Reading|null} bob
 * @property {Reading|null} eve
 */

export class Run {
  /** @param {string} session @param {number} bits */
  constructor(session, bits) {
    this.session = session;
    this.bits = bits;
    this.recorded = false;
    this.series = new Series();
    /** @type {SessionEvent[]} */
    this.events = [];
    /** Oldest first. @type {Map<number, Attempt>} */
    this.attempts = new Map();
    /** @type {import('./types.js').Config|null} */
    this.config = null;
    /** @type {Status|null} */
    this.status = null;
    /** When the status came, on this page's clock. */
    this.statusAt = 0;
    /** @type {Samples|null} */
    this.samples = null;
    /** When they came, on this page's clock. */
    this.samplesAt = 0;
    /** @type {import('./types.js').Ciphertext|null} */
    this.ciphertext = null;
    /** @type {import('./types.js').Sensitivity|null} */
    this.sensitivity = null;
  }

  /** @param {import('./types.js').Snapshot} snapshot */
  take(snapshot) {
    this.bits = snapshot.history.bits || this.bits;
    this.series = new Series(bucketsOf(snapshot.history));
    this.events = snapshot.events.slice(-kEvents);
    this.attempts.clear();
    for (const message of snapshot.messages) this.addMessage(message);
    for (const reading of snapshot.readings) this.addReading(reading);
    this.ciphertext = snapshot.ciphertext;
    this.sensitivity = snapshot.sensitivity;
  }

  /** @param {SessionEvent} event */
  addEvent(event) {
    this.events.push(event);
    if (this.events.length > kEvents) this.events.splice(0, this.events.length - kEvents);
  }

  /** @param {Message} message */
  addMessage(message) {
    this.attempts.set(message.number, {message, bob: null, eve: null});
    if (this.attempts.size > kAttempts) {
      for (const oldest of this.attempts.keys()) {
        this.attempts.delete(oldest);
        break;
      }
    }
  }

  /** @param {Reading} reading */
  addReading(reading) {
    const attempt = this.attempts.get(reading.number);
    if (attempt) attempt[reading.role] = reading;
  }

  /** The newest step known. */
  get step() {
    return Math.max(this.status?.step ?? 0, this.samples?.step ?? 0, this.series.last?.step ?? 0);
  }
}
