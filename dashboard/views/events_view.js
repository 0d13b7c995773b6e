// What happened, the newest first.
import {count, element, make} from '../ui/dom.js';

/** @typedef {import('../state/store.js').Store} Store */

const kShown = 200;
/** @type {Record<string, [string, string]>} a sign and a class */
const kLooks = {
  secret: ['✓', 'good'],
  lost: ['✗', 'bad'],
  left: ['○', 'bad'],
  joined: ['●', ''],
  waiting: ['…', ''],
  behind: ['…', ''],
  caught_up: ['→', ''],
  refused: ['!', 'bad'],
  paused: ['‖', ''],
  resumed: ['▸', ''],
  control: ['⚙', ''],
  epoch: ['↺', ''],
  message: ['✉', ''],
  finished: ['■', ''],
  began: ['▸', ''],
};

export class EventsView {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.list = element('event-list');
    /** @type {import('../state/types.js').SessionEvent|undefined} */
    this.newest = undefined;
    this.run = store.run;
    store.on(['run', 'events'], () => this.draw());
  }

  draw() {
    const {run} = this.store;
    const events = run.events;
    const known = this.newest && run === this.run ? events.lastIndexOf(this.newest) : -1;
    if (known < 0) this.list.replaceChildren();
    for (const event of events.slice(Math.max(known + 1, events.length - kShown))) this.add(event);
    while (this.list.childElementCount > kShown) this.list.lastElementChild?.remove();
    this.newest = events[events.length - 1];
    this.run = run;
    if (!events.length) this.list.replaceChildren(make('li', {}, make('span'), make('span'), make('span', {class: 'what'}, 'Nothing yet.')));
  }

  /** A message that is sent again and again takes one line. @param {import('../state/types.js').SessionEvent} event */
  add(event) {
    const top = this.list.firstElementChild;
    if (event.kind === 'message' && top instanceof HTMLElement && top.dataset.kind === 'message') top.remove();
    this.list.prepend(this.line(event));
  }

  /** @param {import('../state/types.js').SessionEvent} event */
  line(event) {
    const [sign, look] = kLooks[event.kind] ?? ['·', ''];
    return make(
      'li',
      {'data-kind': event.kind},
      make('span', {'aria-hidden': 'true', class: look}, sign),
      make('span', {class: 'at', title: `${event.t.toFixed(1)} s`}, count(event.step)),
      make('span', {class: `what ${look}`}, event.text),
    );
  }
}
