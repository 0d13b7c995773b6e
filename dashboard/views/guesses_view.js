// What Eve takes the hidden number for, beside what it is, of some examples of one step.
import {distancesOf, pairsOf} from '../state/guesses.js';
import {isAboutDistances} from '../state/task.js';
import {element, makeSvg, setText, table, tableBehind, whenVisible} from '../ui/dom.js';
import {bitsText, count} from '../ui/format.js';

/** @typedef {import('../state/store.js').Store} Store */

/** Room for the axes, and how large the drawing is at most. */
const kMargin = {left: 46, right: 14, top: 26, bottom: 42};
const kMost = 420;
const kTicks = [-1, -0.5, 0, 0.5, 1];

export class GuessesView {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.holder = element('guesses-chart');
    this.width = 0;
    this.sight = whenVisible(element('guesses'), () => this.draw());
    this.updateTable = tableBehind('guesses-table', () => this.table());
    store.on(['run', 'probe'], () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.holder);
  }

  pairs() {
    const {task, probe} = this.store.run;
    return probe && isAboutDistances(task) ? pairsOf(probe) : [];
  }

  draw() {
    const pairs = this.pairs();
    // A session about a table has none: what that hides is not for the relay to see.
    element('guesses').hidden = pairs.length === 0;
    if (!pairs.length || !this.sight?.visible) return;
    const width = Math.min(kMost, this.holder.clientWidth);
    if (width !== this.width) this.build(width);
    const {guessed, middle} = distancesOf(pairs);
    setText(element('guesses-step'), `step ${count(this.store.run.probe?.step ?? 0)}`);
    setText(element('guesses-text'), `Eve is ${bitsText(guessed)} from these ${pairs.length} on average; to say 0 each time would be ${bitsText(middle)} from them.`);
    this.dots?.replaceChildren(...pairs.map(({hidden, guess}) => makeSvg('circle', {cx: this.across(hidden).toFixed(1), cy: this.up(guess).toFixed(1), r: 3})));
    this.updateTable();
  }

  /** @param {number} value */
  across(value) {
    return kMargin.left + ((value + 1) / 2) * (this.width - kMargin.left - kMargin.right);
  }

  /** @param {number} value */
  up(value) {
    return this.width - kMargin.bottom - ((value + 1) / 2) * (this.width - kMargin.top - kMargin.bottom);
  }

  /** What does not move. @param {number} width */
  build(width) {
    this.width = width;
    const svg = makeSvg('svg', {
      ...{viewBox: `0 0 ${width} ${width}`, width, height: width, role: 'img'},
      'aria-label': 'A dot for each example: across what is hidden, up what Eve takes it for. The sentence above says it in words, the table below has the numbers.',
    });
    const label = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ anchor, /** @type {string} */ text) =>
      makeSvg('text', {x, y, 'text-anchor': anchor, class: 'quiet'}, text);
    const [left, right, top, bottom] = [this.across(-1), this.across(1), this.up(1), this.up(-1)];
    for (const value of kTicks) {
      const [x, y] = [this.across(value), this.up(value)];
      svg.append(
        makeSvg('line', {x1: x, x2: x, y1: top, y2: bottom, class: 'grid'}),
        makeSvg('line', {x1: left, x2: right, y1: y, y2: y, class: 'grid'}),
        label(x, bottom + 16, 'middle', String(value)),
        label(left - 6, y + 4, 'end', String(value)),
      );
    }
    svg.append(
      label(left, 13, 'start', 'up: what Eve takes it for'),
      label(right, width - 6, 'end', 'across: what it is'),
      makeSvg('line', {x1: left, y1: bottom, x2: right, y2: top, class: 'edge'}),
    );
    this.dots = makeSvg('g', {class: 'guesses-dots', 'data-testid': 'guesses-dots'});
    svg.append(this.dots);
    this.holder.replaceChildren(svg);
  }

  table() {
    const step = this.store.run.probe?.step ?? 0;
    return table(
      `What is hidden and what Eve takes it for, at step ${count(step)}`,
      ['It is', 'Eve takes it for'],
      this.pairs().map(({hidden, guess}) => [hidden.toFixed(2), guess.toFixed(2)]),
    );
  }
}
