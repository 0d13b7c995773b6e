// All that is known of one run: what the views draw, be it live or replayed.
import {Audits} from './audits.js';
import {Series, bucketOf, bucketsOf} from './series.js';
import {kNoTask} from './task.js';

/** @typedef {import('../net/messages.js').Message} Message */
/** @typedef {import('../net/messages.js').Notice} Notice */
/** @typedef {import('../net/messages.js').Reading} Reading */
/** @typedef {import('../net/messages.js').Samples} Samples */
/** @typedef {import('../net/messages.js').Snapshot} Snapshot */
/** @typedef {import('../net/messages.js').Status} Status */
/** @typedef {import('./types.js').Attempt} Attempt */

const kNotices = 1000;
const kAttempts = 300;

export class Run {
  /** @param {string} session @param {number} bits */
  constructor(session, bits) {
    this.session = session;
    this.bits = bits;
    this.recorded = false;
    /** Of a recorded run: the steps before it are kept in buckets. */
    this.foldedBefore = 0;
    this.task = kNoTask;
    this.series = new Series();
    /** @type {Notice[]} */
    this.notices = [];
    this.audits = new Audits();
    /** Oldest first. @type {Map<number, Attempt>} */
    this.attempts = new Map();
    /** @type {import('../net/messages.js').SessionConfig|null} */
    this.config = null;
    /** @type {Status|null} */
    this.status = null;
    /** When the status came, on this page's clock. */
    this.statusAt = 0;
    /** @type {Samples|null} */
    this.samples = null;
    /** When they came, on this page's clock. */
    this.samplesAt = 0;
    /** @type {import('../net/messages.js').Ciphertext|null} */
    this.ciphertext = null;
    /** @type {import('../net/messages.js').Probe|null} */
    this.probe = null;
    /** Of a recorded run: means over the goal's window, at the moment shown. @type {Record<string, number>} */
    this.means = {};
    /** Of a recorded run: the step since which the goal was met, at the moment shown. @type {number|null} */
    this.since = null;
  }

  /** @param {import('../net/messages.js').Welcome} welcome */
  welcome({session, config, task}) {
    this.session = session;
    this.config = config;
    this.bits = config.bits;
    this.task = task;
  }

  /** @param {Snapshot} snapshot */
  take(snapshot) {
    this.bits = snapshot.history.bits || this.bits;
    this.series = new Series(bucketsOf(snapshot.history));
    this.notices = snapshot.notices.slice(-kNotices);
    this.attempts.clear();
    for (const message of snapshot.messages) this.addMessage(message);
    for (const reading of snapshot.readings) this.addReading(reading);
    this.audits.take(snapshot.findings ?? []);
    this.ciphertext = snapshot.ciphertext;
    this.probe = snapshot.probe;
  }

  /** @param {Samples} samples @param {number} at on this page's clock */
  addSamples(samples, at) {
    this.series.push(bucketOf(samples));
    this.samples = samples;
    this.samplesAt = at;
  }

  /** @param {Notice} notice */
  addNotice(notice) {
    this.notices.push(notice);
    if (this.notices.length > kNotices) this.notices.splice(0, this.notices.length - kNotices);
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
    if (attempt && (reading.role === 'bob' || reading.role === 'eve')) attempt[reading.role] = reading;
  }

  /** The newest step known: as told last, for a session may go back. */
  get step() {
    const {status, samples} = this;
    if (status && samples) return this.samplesAt > this.statusAt ? samples.step : status.step;
    return samples?.step ?? status?.step ?? this.series.last?.step ?? 0;
  }
}
