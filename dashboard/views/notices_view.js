// What happened, the newest first.
import {element, make} from '../ui/dom.js';
import {count} from '../ui/format.js';

/** @typedef {import('../state/store.js').Store} Store */

const kShown = 200;
/** @type {Record<string, [string, string]>} a sign and a class */
const kLooks = {
  goal: ['✓', 'good'],
  goal_lost: ['✗', 'bad'],
  left: ['○', 'bad'],
  joined: ['●', ''],
  waiting: ['…', ''],
  behind: ['…', ''],
  caught_up: ['→', ''],
  refused: ['!', 'bad'],
  paused: ['‖', ''],
  resumed: ['▸', ''],
  control: ['⚙', ''],
  returned: ['↻', ''],
  epoch: ['↺', ''],
  message: ['✉', ''],
  audit: ['◇', ''],
  audited: ['◆', ''],
  finished: ['■', ''],
  began: ['▸', ''],
};

export class NoticesView {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.list = element('event-list');
    /** @type {import('../net/messages.js').Notice|undefined} */
    this.newest = undefined;
    this.run = store.run;
    store.on(['run', 'notices'], () => this.draw());
  }

  draw() {
    const {run} = this.store;
    const {notices} = run;
    const known = this.newest && run === this.run ? notices.lastIndexOf(this.newest) : -1;
    if (known < 0) this.list.replaceChildren();
    for (const notice of notices.slice(Math.max(known + 1, notices.length - kShown))) this.add(notice);
    while (this.list.childElementCount > kShown) this.list.lastElementChild?.remove();
    this.newest = notices[notices.length - 1];
    this.run = run;
    if (!notices.length) this.list.replaceChildren(make('li', {}, make('span'), make('span'), make('span', {class: 'what'}, 'Nothing yet.')));
  }

  /** A message that is sent again and again takes one line. @param {import('../net/messages.js').Notice} notice */
  add(notice) {
    const top = this.list.firstElementChild;
    if (notice.kind === 'message' && top instanceof HTMLElement && top.dataset.kind === 'message') top.remove();
    this.list.prepend(this.line(notice));
  }

  /** @param {import('../net/messages.js').Notice} notice */
  line(notice) {
    const [sign, look] = kLooks[notice.kind] ?? ['·', ''];
    return make(
      'li',
      {'data-kind': notice.kind},
      make('span', {'aria-hidden': 'true', class: look}, sign),
      make('span', {class: 'at', title: `${notice.t.toFixed(1)} s`}, count(notice.step)),
      make('span', {class: `what ${look}`}, notice.text),
    );
  }
}
