// What the page shows now, and who wants to know when it changes. Changes are collected and the
// views called once a frame, so that a burst of messages costs one drawing.
import {Run} from './run.js';

/**
 * @typedef {'run'|'status'|'samples'|'notices'|'messages'|'ciphertext'|'probe'|'findings'|'connection'|'view'} Topic
 * run: another run altogether; view: how it is shown.
 */

/** @typedef {'idle'|'connecting'|'open'|'lost'|'finished'|'refused'} ConnectionState */

/** @typedef {import('./types.js').View} View */

export class Store {
  constructor() {
    this.run = new Run('', 16);
    /** @type {ConnectionState} */
    this.connection = 'idle';
    this.connectionText = '';
    this.operator = false;
    /** @type {View} */
    this.view = {axis: 'step', log: false, shadow: false, zoom: null, compare: ''};
    /** @type {Map<Topic, Set<() => void>>} */
    this.listeners = new Map();
    /** @type {Set<Topic>} */
    this.changed = new Set();
    this.scheduled = false;
  }

  /** @param {Topic[]} topics @param {() => void} listener called once a frame at most */
  on(topics, listener) {
    for (const topic of topics) {
      const set = this.listeners.get(topic) ?? new Set();
      set.add(listener);
      this.listeners.set(topic, set);
    }
  }

  /** @param {...Topic} topics */
  touch(...topics) {
    for (const topic of topics) this.changed.add(topic);
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => this.tell());
  }

  tell() {
    this.scheduled = false;
    const called = new Set();
    const topics = [...this.changed];
    this.changed.clear();
    for (const topic of topics)
      for (const listener of this.listeners.get(topic) ?? []) called.add(listener);
    for (const listener of called) listener();
  }

  /** @param {Run} run */
  show(run) {
    this.run = run;
    this.touch('run', 'status', 'samples', 'notices', 'messages', 'ciphertext', 'probe', 'findings');
  }

  /** @param {Partial<View>} change */
  setView(change) {
    Object.assign(this.view, change);
    this.touch('view');
  }
}
