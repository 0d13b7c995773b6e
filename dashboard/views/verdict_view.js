// The state of the game in plain words, and how much of a message each reads.
import {floor1, sentence, standing} from '../state/verdict_words.js';
import {boundedSeries, isAboutDistances} from '../state/task.js';
import {announce, element, make, setText} from '../ui/dom.js';
import {count} from '../ui/format.js';
import {colourFor} from '../ui/theme.js';

/** @typedef {import('../state/store.js').Store} Store */
/** @typedef {import('../net/messages.js').SeriesInfo} TaskSeries */

/** How the tide has turned. @param {import('../net/messages.js').TaskInfo} task @param {number|null} since */
function turn(task, since) {
  if (isAboutDistances(task)) return since === null ? 'The goal is not met.' : `The goal, ${task.goal.name}, has been met since step ${count(since)}.`;
  return since === null ? 'Eve does not fail.' : `Eve has failed since step ${count(since)}.`;
}

export class VerdictView {
  /** @param {Store} store @param {import('../ui/theme.js').Theme} theme */
  constructor(store, theme) {
    this.store = store;
    this.theme = theme;
    this.kept = '';
    store.on(['run', 'status', 'findings'], () => this.draw());
  }

  draw() {
    const {run} = this.store;
    const now = standing(run);
    setText(element('verdict-text'), sentence(now, run.task));
    // Distances have their bars beside what is possible (frontier_view.js).
    if (!isAboutDistances(run.task)) {
      this.build();
      for (const series of boundedSeries(run.task)) this.score(series, now.means[series.name]);
    }
    for (const each of document.querySelectorAll('.bits')) setText(each, String(run.bits));
    // Read out only when the tide turns, not at every decimal.
    const heard = Object.keys(now.means).length > 0;
    const kept = !heard ? '' : turn(run.task, now.since);
    if (kept !== this.kept && this.kept !== '' && (run.task.name === 'bit_secrecy' || isAboutDistances(run.task))) announce(kept);
    this.kept = kept;
  }

  /** A box for each series of the goal; the page comes with those of Bob and Eve. */
  build() {
    const {task} = this.store.run;
    const series = boundedSeries(task);
    const holder = element('scores');
    const names = series.map(({name}) => name).join(' ');
    if (!series.length || holder.dataset.series === names) return;
    holder.dataset.series = names;
    holder.replaceChildren(
      ...series.map(({name, title, max}, i) => {
        const bar = make('i');
        if (!(name in this.theme.palette)) bar.style.background = colourFor(this.theme.palette, name, i);
        const number = make('span', {class: 'score-number'}, make('b', {id: `${name}-right`, 'data-testid': `${name}-right`}, '–'), ` of ${max} bits`);
        const meter = make('div', {class: 'meter', id: `${name}-meter`, role: 'meter', 'aria-label': `Bits that ${title} reads right`, 'aria-valuemin': '0'}, bar);
        return make('div', {class: `score ${name}`}, make('span', {class: 'score-name'}, `${title} reads`), number, meter);
      }),
    );
  }

  /** @param {TaskSeries} series @param {number|undefined} wrong */
  score({name, max, chance}, wrong) {
    const right = wrong === undefined ? 0 : Math.max(0, max - wrong);
    setText(element(`${name}-right`), wrong === undefined ? '–' : floor1(right));
    const meter = element(`${name}-meter`);
    meter.setAttribute('aria-valuemax', String(max));
    meter.setAttribute('aria-valuenow', right.toFixed(1));
    meter.style.setProperty('--chance', String((max - chance) / max));
    const bar = meter.firstElementChild;
    if (bar instanceof HTMLElement) bar.style.transform = `scaleX(${(right / max).toFixed(3)})`;
  }
}
