// A short guided tour: one part of the page after the other, with two sentences on each.
import {stopsOf} from '../state/tour_stops.js';
import {button, element, setText} from '../ui/dom.js';

/** @typedef {import('../state/store.js').Store} Store */

export class Tour {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** Of the task that the tour was begun with. */
    this.stops = stopsOf(store.run.task);
    this.box = element('tour');
    this.stop = -1;
    /** @type {Element|null} */
    this.before = null;
    button('tour-start').addEventListener('click', () => this.start());
    button('tour-next').addEventListener('click', () => this.go(this.stop + 1));
    button('tour-back').addEventListener('click', () => this.go(this.stop - 1));
    button('tour-end').addEventListener('click', () => this.end());
    this.box.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.end();
      if (event.key === 'ArrowRight') this.go(this.stop + 1);
      if (event.key === 'ArrowLeft') this.go(this.stop - 1);
    });
    for (const what of ['scroll', 'resize']) window.addEventListener(what, () => this.place(), {passive: true});
  }

  start() {
    this.before = document.activeElement;
    this.target()?.classList.remove('toured');
    this.stop = -1;
    // A session about a table has no curve to show.
    this.stops = stopsOf(this.store.run.task).filter(({at}) => !element(at).hidden);
    this.box.hidden = false;
    this.go(0);
    button('tour-next').focus({preventScroll: true});
  }

  /** @param {number} stop */
  go(stop) {
    if (stop < 0) return;
    if (stop >= this.stops.length) return this.end();
    this.target()?.classList.remove('toured');
    this.stop = stop;
    const {title, text} = this.stops[stop];
    setText(element('tour-count'), `${stop + 1} of ${this.stops.length}`);
    setText(element('tour-title'), title);
    setText(element('tour-text'), text);
    button('tour-back').disabled = stop === 0;
    setText(button('tour-next'), stop === this.stops.length - 1 ? 'Done' : 'Next');
    this.target()?.classList.add('toured');
    this.target()?.scrollIntoView({block: 'center'});
    this.place();
  }

  end() {
    this.target()?.classList.remove('toured');
    this.stop = -1;
    this.box.hidden = true;
    if (this.before instanceof HTMLElement) this.before.focus();
  }

  target() {
    return this.stop < 0 ? null : element(this.stops[this.stop].at);
  }

  /** Beside, below or above what it speaks of, wherever there is room; else at the bottom. */
  place() {
    const target = this.target()?.getBoundingClientRect();
    if (!target) return;
    const {offsetWidth: width, offsetHeight: height} = this.box;
    const room = 16;
    let left = Math.max(room, Math.min(innerWidth - width - room, target.left));
    let top = innerHeight - height - room;
    if (target.right + width + 2 * room < innerWidth) {
      left = target.right + room;
      top = Math.max(target.top, 70);
    } else if (target.left - width - 2 * room > 0) {
      left = target.left - width - room;
      top = Math.max(target.top, 70);
    } else if (target.bottom + height + 2 * room < innerHeight) {
      top = target.bottom + room;
    } else if (target.top - height - room > 64) {
      top = target.top - height - room;
    }
    this.box.style.left = `${left}px`;
    this.box.style.top = `${Math.max(70, Math.min(innerHeight - height - room, top))}px`;
  }
}
