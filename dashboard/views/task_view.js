// Which parts of the page mean something for the session's task, and what it is about in their sentences. A part that is
// only for bits that are read, or only for distances, says so with data-for.
import {isAboutDistances, isAboutEve, whoOnWhat} from '../state/task.js';
import {frontierOf} from '../state/frontier.js';
import {button, element, setText} from '../ui/dom.js';

/** @typedef {import('../state/store.js').Store} Store */

export class TaskView {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    store.on(['run'], () => this.draw());
  }

  draw() {
    const {task} = this.store.run;
    const about = isAboutDistances(task) ? 'distances' : 'bits';
    document.body.dataset.about = about;
    for (const each of document.querySelectorAll('[data-for]'))
      if (each instanceof HTMLElement) each.hidden = each.dataset.for !== about;
    // Who relays no texts says so; a relay from before that was said relays them.
    element('say').hidden = task.chat === false;
    element('sensitivity').hidden = about !== 'bits';
    // As the card of the audits (audit_view.js).
    button('audit-order').hidden = task.name !== '' && !isAboutEve(task);
    const frontier = frontierOf(task);
    if (!frontier) return;
    this.name('told', whoOnWhat(frontier.up).what);
    this.name('kept', whoOnWhat(frontier.across).what);
  }

  /** @param {string} kind @param {string} what */
  name(kind, what) {
    if (what) for (const each of document.querySelectorAll(`.${kind}`)) setText(each, what);
  }
}
