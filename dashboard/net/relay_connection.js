// The WebSocket to the relay: says hello, fills a Run, and comes back by itself when the line drops.
import {Run} from '../state/run.js';
import {Series, bucketOf, bucketsOf} from '../state/series.js';
import {history} from './http_api.js';

/** @typedef {import('../state/store.js').Store} Store */
/** @typedef {import('./messages.js').FromRelay} FromRelay */
/** @typedef {import('./messages.js').Samples} Samples */

export const kProtocol = 6;
/** The relay takes the one that it knows; what is said is agreed on in `hello`. */
const kSubprotocols = ['sotto.v3', 'sotto.v2'];
const kFirstRetryMs = 500;
const kLongestRetryMs = 10_000;
/** Between two fetches of the whole curves: some 60 kB each. */
const kFillPauseMs = 60_000;
/** Close codes after which asking again would get the same answer (docs/protocol.md). */
const kWrongVersion = 4014;
const kUnknownSession = 4015;
const kBadToken = 4016;
const kSessionOver = 4021;
/** The session has all the watchers that it takes; later there may be room. */
const kOverflow = 4020;

/**
 * @typedef {object} Listener
 * @property {(text: string) => void} error a message of this page's was refused
 * @property {(result: import('./messages.js').CommandResult) => void} answered
 * @property {(notice: import('./messages.js').Notice) => void} noticed
 * @property {() => void} lost the line is gone, and with it every answer
 * @property {() => void} badToken
 * @property {(session: string) => void} over it has finished, and nothing of it was heard
 */

export class RelayConnection {
  /** @param {Store} store @param {Listener} listener */
  constructor(store, listener) {
    this.store = store;
    this.listener = listener;
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
    /** Samples that the relay has dropped on this line, as far as is known. */
    this.dropped = 0;
    /** What came while the whole curves were on their way; null: they are not. @type {Samples[]|null} */
    this.arrived = null;
    this.filledAt = -kFillPauseMs;
  }

  /** @param {string} session @param {string} token the operator's, or '' */
  attach(session, token) {
    this.detach();
    this.session = session;
    this.token = token;
    this.retryMs = kFirstRetryMs;
    this.live = new Run(session, 16);
    this.arrived = null;
    this.filledAt = -kFillPauseMs;
    if (this.shown) this.store.show(this.live);
    this.open();
  }

  detach() {
    clearTimeout(this.retryTimer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.listener.lost();
  }

  /** @param {boolean} shown */
  show(shown) {
    this.shown = shown;
    if (shown) this.store.show(this.live);
  }

  /** @param {import('./messages.js').Hello|import('./messages.js').Command} message @returns {boolean} whether it went out */
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
    const socket = new WebSocket(`${scheme}//${location.host}/`, kSubprotocols);
    this.socket = socket;
    socket.onopen = () =>
      this.send({
        type: 'hello',
        protocol: kProtocol,
        session: this.session,
        role: this.token ? 'operator' : 'watcher',
        token: this.token,
        holds: [],
        telemetry: true,
      });
    socket.onmessage = (message) => {
      if (socket === this.socket && typeof message.data === 'string') this.receive(JSON.parse(message.data));
    };
    socket.onclose = (close) => {
      if (socket === this.socket) this.closed(close);
    };
  }

  /** @param {CloseEvent} close */
  closed(close) {
    this.socket = null;
    this.listener.lost();
    const over = this.live.status?.state === 'finished' || close.code === kSessionOver;
    if (over) {
      this.say('finished', 'This session has finished.');
      if (!this.live.series.last) this.listener.over(this.session);
      return;
    }
    if (close.code === kBadToken && this.token) {
      this.token = '';
      this.listener.badToken();
      return this.open();
    }
    if (close.code === kUnknownSession) return this.say('refused', `There is no session “${this.session}” on this relay.`);
    if (close.code === kWrongVersion) return this.say('refused', 'The relay speaks another version of the protocol: load this page again.');
    if (close.code === kOverflow) this.retryMs = kLongestRetryMs;
    this.retryAt = performance.now() + this.retryMs;
    this.retryTimer = window.setTimeout(() => this.open(), this.retryMs);
    this.retryMs = Math.min(kLongestRetryMs, this.retryMs * 2);
    this.say('lost', close.code === kOverflow ? 'The relay has no room for this page; trying again' : 'The relay is gone; trying again');
  }

  /** @param {FromRelay} message */
  receive(message) {
    const {store, live} = this;
    switch (message.type) {
      case 'welcome':
        this.retryMs = kFirstRetryMs;
        this.dropped = 0;
        live.welcome(message);
        store.operator = message.role === 'operator';
        if (this.shown) store.show(live);
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
      case 'samples':
        live.addSamples(message, performance.now());
        this.arrived?.push(message);
        this.touch('samples');
        if (message.dropped > this.dropped) this.fill();
        this.dropped = message.dropped;
        break;
      case 'notice':
        live.addNotice(message);
        this.touch('notices');
        this.listener.noticed(message);
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
      case 'probe':
        live.probe = message;
        this.touch('probe');
        break;
      case 'finding':
        live.audits.add(message);
        this.touch('findings');
        break;
      case 'command_result':
        this.listener.answered(message);
        break;
      case 'error':
        if (message.code !== 'bad_token' && message.code !== 'session_over') this.listener.error(message.message);
        break;
    }
  }

  /** @param {import('../state/store.js').Topic} topic */
  touch(topic) {
    if (this.shown) this.store.touch(topic);
  }

  /** The relay dropped what this page was too slow to read: fetches the curves anew. */
  async fill() {
    if (this.arrived) return;
    const arrived = (this.arrived = /** @type {Samples[]} */ ([]));
    const {live} = this;
    // On a line that is slow all the time, not again and again.
    const since = performance.now() - this.filledAt;
    if (since < kFillPauseMs) await new Promise((next) => setTimeout(next, kFillPauseMs - since));
    if (this.arrived !== arrived) return; // another session meanwhile
    this.filledAt = performance.now();
    arrived.length = 0;
    try {
      const whole = new Series(bucketsOf(await history(live.session, {points: 1000})));
      for (const samples of arrived) whole.push(bucketOf(samples));
      live.series = whole;
      if (live === this.live) this.touch('samples');
    } catch {
      // The curves keep their gap; the next one tries again.
    } finally {
      if (this.arrived === arrived) this.arrived = null;
    }
  }
}
