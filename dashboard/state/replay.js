// Plays a run again from the relay's journal: everything up to a moment that moves, at any speed.
import * as api from '../net/http_api.js';
import {button, byId, element, input, setText} from '../ui/dom.js';
import {clock, count} from '../ui/format.js';
import {newestAt} from './newest_at.js';
import {Run} from './run.js';
import {bucketsOf, fills, firstAtOrAfter, windowMeans} from './series.js';
import {kNoTask} from './task.js';
import {goalSince} from './verdict_words.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./types.js').Bucket} Bucket */

/** How long a whole run takes to replay, unless another speed is chosen. */
const kWholeRunS = 30;
/** Drawing more often than this shows nothing new. */
const kFrameMs = 33;
/** Buckets of a request, and so many steps one by one. */
const kPoints = 5000;
/** The moment shown has come to rest when it has not moved for so long. */
const kRestMs = 150;

export class Replay {
  /**
   * @param {Store} store
   * @param {{entered: () => void, left: () => void, moved: () => void, error: (text: string) => void}} told
   */
  constructor(store, told) {
    this.store = store;
    this.told = told;
    this.session = '';
    this.at = 0;
    this.end = 0;
    this.playing = false;
    /** @type {Bucket[]} */
    this.buckets = [];
    /** @type {import('../net/http_types.js').SessionEvents} */
    this.record = {notices: [], messages: [], readings: []};
    /** Since when the goal is met, where the relay says so: of a session that goes on. @type {number|null} */
    this.since = null;
    this.resting = 0;
    this.run = new Run('', 16);
    button('replay-play').addEventListener('click', () => (this.playing ? this.pause() : this.play()));
    button('replay-leave').addEventListener('click', () => this.leave());
    input('replay-at').addEventListener('input', () => {
      this.seek(Number(input('replay-at').value));
      this.pause();
    });
    input('replay-speed').addEventListener('input', () => this.words());
  }

  get active() {
    return this.session !== '';
  }

  get speed() {
    return 10 ** Number(input('replay-speed').value);
  }

  /** @param {string} session @param {number|null} at seconds, or null to play from the start */
  async enter(session, at) {
    this.playing = false;
    this.session = session;
    let history;
    let record;
    let details;
    try {
      [history, record, details] = await Promise.all([api.history(session, {points: kPoints}), api.events(session), api.details(session)]);
    } catch (error) {
      this.told.error(`“${session}” cannot be replayed: ${error instanceof Error ? error.message : error}`);
      if (this.session === session) this.leave();
      return;
    }
    // Left, or another one chosen, while this one was on its way.
    if (this.session !== session) return;
    this.record = record;
    this.buckets = bucketsOf(history);
    this.end = Math.max(this.buckets[this.buckets.length - 1]?.t ?? 0, this.record.notices[this.record.notices.length - 1]?.t ?? 0, 0.1);
    this.run = new Run(session, history.bits);
    this.run.recorded = true;
    this.run.foldedBefore = details.folded_before ?? 0;
    this.run.config = details.config;
    this.run.task = details.task ?? kNoTask;
    this.since = details.status?.goal_since_step ?? null;
    const at0 = input('replay-at');
    at0.max = String(this.end);
    input('replay-speed').value = String(Math.log10(Math.max(0.1, this.end / kWholeRunS)));
    element('replay').hidden = false;
    document.body.classList.add('replaying');
    this.told.entered();
    this.store.setView({zoom: null});
    this.seek(at ?? 0);
    if (at !== null) return this.pause();
    this.reveal();
    this.play();
  }

  /** Whoever has asked for a replay stands at the list of runs; the curves are what it shows. */
  reveal() {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    element('curves').scrollIntoView({behavior: still ? 'instant' : 'smooth', block: 'start'});
    element('chart').focus({preventScroll: true});
  }

  leave() {
    if (!this.active) return;
    this.pause();
    this.session = '';
    element('replay').hidden = true;
    document.body.classList.remove('replaying');
    this.told.left();
  }

  play() {
    if (this.at >= this.end) this.at = 0;
    this.playing = true;
    let last = performance.now();
    const turn = (/** @type {number} */ now) => {
      if (!this.playing) return;
      if (now - last >= kFrameMs) {
        this.seek(this.at + ((now - last) / 1000) * this.speed);
        last = now;
      }
      if (this.at >= this.end) this.pause();
      else requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
    this.words();
  }

  pause() {
    this.playing = false;
    this.words();
    this.told.moved();
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.at = Math.max(0, Math.min(this.end, seconds));
    const {run, at} = this;
    const until = firstAtOrAfter(this.buckets, 't', at + 1e-9);
    run.series.buckets = this.buckets.slice(0, until);
    run.notices = this.record.notices.filter((notice) => notice.t <= at);
    run.attempts.clear();
    for (const message of this.record.messages) if (message.t <= at) run.addMessage(message);
    for (const reading of this.record.readings) if (reading.t <= at) run.addReading(reading);
    run.ciphertext = newestAt(this.record.ciphertexts, at);
    run.probe = newestAt(this.record.probes, at);
    run.audits.take((this.record.findings ?? []).filter((finding) => finding.t <= at));
    run.since = goalSince(run.notices);
    if (this.since !== null && run.step >= this.since) run.since = this.since;
    run.means = windowMeans(run.series.buckets, run.task.goal.window);
    this.store.show(run);
    this.words();
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.refine(), kRestMs);
  }

  /** The verdict's means from single steps, as the relay takes them, once the moment has come to rest. */
  async refine() {
    const {run, session, at} = this;
    const last = run.series.last;
    if (!this.active || !last) return;
    try {
      const range = {from: Math.max(0, last.step - kPoints + 1), to: last.step, points: kPoints};
      const steps = bucketsOf(await api.history(session, range));
      const {window} = run.task.goal;
      if (this.run !== run || this.at !== at || !fills(steps, window)) return;
      run.means = windowMeans(steps, window);
      this.store.touch('status');
    } catch {
      // The means of the coarser buckets stay.
    }
  }

  words() {
    setText(button('replay-play'), this.playing ? 'Pause' : 'Play');
    input('replay-at').value = String(this.at);
    input('replay-at').setAttribute('aria-valuetext', `${clock(this.at)} of ${clock(this.end)}`);
    setText(byId('replay-clock', HTMLOutputElement), `${clock(this.at)}, step ${count(this.run.step)}`);
    const {speed} = this;
    setText(byId('replay-speed-text', HTMLOutputElement), `${speed < 10 ? speed.toFixed(1) : count(speed)}×`);
  }
}
