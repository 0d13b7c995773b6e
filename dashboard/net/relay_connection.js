// The WebSocket to the relay: says hello, fills a Run, and comes back by itself when the line drops.
import {Run} from '../state/run.js';
import {bucketsOf, Series} from '../state/series.js';
import {history} from './http_api.js';

/** @typedef {import('../state/store.js').Store} Store */

const kFirstRetryMs = 500;
const kLongestRetryMs = 10_000;
/** Between two fetches of the whole curves: some 60 kB each. */
const kFillPauseMs = 60_000;
/** Close codes after which asking again would get the same answer (docs/protocol.md). */
const kUnknownSession = 4015;
const kBadToken = 4016;
const kSessionOver = 4021;

export class RelayConnection {
  /**
   * @param {Store} store
   * @param {{error: (message: string) => void, badToken: () => void, over: (session: string) => void}} told
   */
  constructor(store, told) {
    this.store = store;
    this.told = told;
    /** @type {WebSocket|null} */
    this.socket = null;
    this.session = '';
    this.token = '';
    this.retryMs = kFirstRetryMs;
    this.retryAt = 0;
    this.retryTimer = 0;
    /** Kept while a recorded run is looked at, so that going back to live costs nothing. */
    this.live = new Run('', 16);
    /** What is shown is this run; else it is fed unseen. */
    this.shown = true;
    this.filling = false;
    this.filledAt = -kFillPauseMs;
  }

  /** @param {string} session @param {string} token the operator's, or '' */
  attach(session, token) {
    this.detach();
    this.session = session;
    this.token = token;
    this.retryMs = kFirstRetryMs;
    this.live = new Run(session, 16);
    if (this.shown) this.store.show(this.live);
    this.open();
  }

  detach() {
    clearTimeout(this.retryTimer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** @param {boolean} shown */
  show(shown) {
    this.shown = shown;
    if (shown) this.store.show(this.live);
  }

  /** @param {object} message @returns {boolean} whether it went out */
  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** @param {import('../state/store.js').ConnectionState} state @param {string} text */
  say(state, text) {
    this.store.connection = state;
    this.store.connectionText = text;
    this.store.touch('connection');
  }

  open() {
    clearTimeout(this.retryTimer);
    if (this.store.connection !== 'lost') this.say('connecting', 'Connecting to the relay …');
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/`, 'sotto.v1');
    this.socket = socket;
    socket.onopen = () =>
      this.send({
        type: 'hello',
        protocol: 1,
        session: this.session,
        role: this.token ? 'operator' : 'watcher',
        token: this.token,
        holds: [],
        telemetry: true,
      });
    socket.onmessage = (message) => {
      if (socket === this.socket && typeof message.data === 'string')
        this.receive(JSON.parse(message.data));
    };
    socket.onclose = (close) => {
      if (socket === this.socket) this.closed(close);
    };
  }

  /** @param {CloseEvent} close */
  closed(close) {
    this.socket = null;
    const over = this.live.status?.state === 'finished' || close.code === kSessionOver;
    if (over) {
      this.say('finished', 'This session has finished.');
      if (!this.live.series.last) this.told.over(this.session);
      return;
    }
    if (close.code === kBadToken && this.token) {
      this.token = '';
      this.told.badToken();
      return this.open();
    }
    if (close.code === kUnknownSession)
      return this.say('refused', `There is no session “${this.session}” on this relay.`);
    this.retryAt = performance.now() + this.retryMs;
    this.retryTimer = window.setTimeout(() => this.open(), this.retryMs);
    this.retryMs = Math.min(kLongestRetryMs, this.retryMs * 2);
    this.say('lost', 'The relay is gone; trying again');
  }

  /** @param {any} message */
  receive(message) {
    const {store, live} = this;
    switch (message.type) {
      case 'welcome':
        this.retryMs = kFirstRetryMs;
        live.session = message.session;
        live.config = message.config;
        live.bits = message.config.bits;
        store.operator = message.role === 'operator';
        this.say('open', '');
        break;
      case 'status':
        live.status = message;
        live.statusAt = performance.now();
        this.touch('status');
        if (message.state === 'finished') this.say('finished', 'This session has finished.');
        break;
      case 'snapshot':
        live.take(message);
        if (this.shown) store.show(live);
        break;
      case 'samples': {
        // It counts completed steps, a bucket names its last one.
        live.series.push({...message, step: message.step - 1});
        const dropped = live.samples?.dropped ?? 0;
        live.samples = message;
        live.samplesAt = performance.now();
        this.touch('samples');
        if (message.dropped > dropped) this.fill();
        break;
      }
      case 'event':
        live.addEvent({t: message.t, step: message.step, kind: message.kind, text: message.text});
        this.touch('events');
        break;
      case 'message':
        live.addMessage(message);
        this.touch('messages');
        break;
      case 'reading':
        live.addReading(message);
        this.touch('messages');
        break;
      case 'ciphertext':
        live.ciphertext = message;
        this.touch('ciphertext');
        break;
      case 'sensitivity':
        live.sensitivity = message;
        this.touch('sensitivity');
        break;
      case 'error':
        if (message.code !== 'bad_token' && message.code !== 'session_over')
          this.told.error(message.message);
        break;
    }
  }

  /** @param {import('../state/store.js').Topic} topic */
  touch(topic) {
    if (this.shown) this.store.touch(topic);
  }

  /** The relay dropped what this page was too slow to read: fetches the curves anew. */
  async fill() {
    if (this.filling) return;
    this.filling = true;
    // On a line that is slow all the time, not again and again.
    const since = performance.now() - this.filledAt;
    if (since < kFillPauseMs) await new Promise((next) => setTimeout(next, kFillPauseMs - since));
    this.filledAt = performance.now();
    const {live} = this;
    try {
      const whole = bucketsOf(await history(live.session, {points: 1000}));
      const end = whole[whole.length - 1]?.step ?? -1;
      const newer = live.series.buckets.filter((bucket) => bucket.first > end);
      live.series = new Series([...whole, ...newer]);
      this.touch('samples');
    } catch {
      // The curves keep their gap; the next one tries again.
    } finally {
      this.filling = false;
    }
  }
}
