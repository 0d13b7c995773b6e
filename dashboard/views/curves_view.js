// Bits read wrong, or mean distances, against steps or seconds.
import uPlot from '../vendor/uPlot.esm.js';
import {history} from '../net/http_api.js';
import {drawBoundNames, drawBounds, drawCompared, drawLevelNames, drawLevels, drawNames, drawNoticeLines, drawNotices, markPlaces, noticeNear} from './chart_marks.js';
import {button, element, input, make, setText, table, tableBehind, whenVisible} from '../ui/dom.js';
import {bitsText, clock, count} from '../ui/format.js';
import {bucketsOf, firstAtOrAfter, thin} from '../state/series.js';
import {goalWords} from '../state/distance_words.js';
import {boundOf, charted, drawnAtFirst, highest, isAboutDistances, otherSeries, topOfDistances} from '../state/task.js';
import {colourFor} from '../ui/theme.js';

/** @typedef {import('../state/store.js').Store} Store */
/** @typedef {import('../state/types.js').Bucket} Bucket */
/** @typedef {import('../net/messages.js').SeriesInfo} TaskSeries */

/** A logarithm has no zero: fewer bits wrong than this are drawn here. */
const kFloor = 0.001;
const kDetail = 1000;

/** Values without a neighbour on either side: no line leads to them. @param {ArrayLike<number|null|undefined>} values */
function lone(values) {
  const found = [];
  for (let i = 0; i < values.length; i++) if (values[i] != null && values[i - 1] == null && values[i + 1] == null) found.push(i);
  return found;
}

/** Room at the right for the names at the lines' ends, in CSS pixels. @param {import('../net/messages.js').TaskInfo} task */
const namesWidth = (task) => 14 + 7 * Math.max(6, ...task.series.filter((each) => drawnAtFirst(task, each)).map(({title}) => title.length));

export class CurvesView {
  /** @param {Store} store @param {import('../ui/theme.js').Theme} theme */
  constructor(store, theme) {
    this.store = store;
    this.theme = theme;
    this.holder = element('chart');
    /** Finer data of the part that is zoomed into. @type {Bucket[]} */
    this.detail = [];
    this.detailKey = '';
    /** @type {AbortController|null} */
    this.fetching = null;
    /** @type {Bucket[]} */
    this.compared = [];
    this.comparedWith = '';
    /** @type {Bucket[]} what is on the chart */
    this.buckets = [];
    /** @type {uPlot|null} */
    this.plot = null;
    this.log = this.wantsLog;
    /** What the plot was made for. */
    this.task = store.run.task;
    this.sight = whenVisible(this.holder, () => this.draw());
    this.updateTable = tableBehind('curves-table', () => this.table());
    this.build();
    this.listen();
    store.on(['run', 'samples', 'notices', 'view'], () => this.draw());
    store.on(['run', 'view'], () => {
      this.buttons();
      this.refine();
      this.compare();
    });
    new ResizeObserver(() => this.resize()).observe(this.holder);
  }

  /** @returns {TaskSeries[]} */
  get series() {
    return this.store.run.task.series;
  }

  /** Distances are too much alike for a logarithm to tell more. */
  get wantsLog() {
    return this.store.view.log && !isAboutDistances(this.store.run.task);
  }

  /** @param {TaskSeries} series */
  visible(series) {
    const {task} = this.store.run;
    return drawnAtFirst(task, series) || (this.store.view.shadow && charted(task, series));
  }

  // ---- Building ----

  size() {
    return {width: Math.max(200, this.holder.clientWidth), height: Math.max(160, this.holder.clientHeight)};
  }

  resize() {
    const {width, height} = this.size();
    if (this.plot && (this.plot.width !== width || this.plot.height !== height)) this.plot.setSize({width, height});
  }

  /** Scales and series are fixed when a plot is made, hence a new one for linear and logarithmic, and for another task. */
  build() {
    this.plot?.destroy();
    const {store, theme} = this;
    this.log = this.wantsLog;
    this.task = store.run.task;
    const lines = this.task.series.map(({name}, i) => {
      const colour = () => colourFor(theme.palette, name, i);
      const faint = () => colour().replace('rgb(', 'rgba(').replace(')', ', 0.22)');
      const dash = boundOf(this.task, name) ? [] : [3, 3];
      return {colour, faint, dash};
    });
    const series = lines.flatMap(({colour, faint, dash}) => {
      const edge = {stroke: faint, width: 1, points: {show: false}};
      /** @type {uPlot.Series.Points} */
      const points = {show: false, size: 5, filter: (plot, i) => lone(plot.data[i])};
      return [edge, edge, {stroke: colour, width: 2, dash, points}];
    });
    this.makeReadout();
    const words = isAboutDistances(this.task) ? 'mean distances' : 'bits read wrong';
    this.holder.setAttribute('aria-label', `Curves of ${words}. Plus and minus zoom, arrow keys move, 0 follows the run again.`);
    setText(element('curves-goal'), goalWords(this.task));
    const axis = {
      stroke: () => theme.palette.muted,
      grid: {stroke: () => theme.palette.line, width: 1},
      ticks: {stroke: () => theme.palette.line, width: 1},
      font: '12px Inter, system-ui, sans-serif',
    };
    this.plot = new uPlot(
      {
        ...this.size(),
        padding: [8, namesWidth(this.task), 0, 0],
        legend: {show: false},
        scales: {
          x: {time: false, range: () => this.range()},
          y: {distr: this.log ? 3 : 1, range: (_plot, _min, max) => this.heights(max)},
        },
        axes: [
          {...axis, size: 32, values: (_plot, ticks) => ticks.map((tick) => (tick % 1 ? tick.toFixed(1) : count(tick)))},
          {...axis, size: 52, values: (_plot, ticks) => ticks.map((tick) => (tick === null ? '' : String(Number(tick.toPrecision(3)))))},
        ],
        series: [{}, ...series],
        bands: lines.map(({faint}, i) => ({series: /** @type {[number, number]} */ ([3 * i + 2, 3 * i + 1]), fill: faint})),
        cursor: {
          y: false,
          points: {show: false},
          drag: {x: true, y: false, setScale: false},
          bind: {
            // Shift drags the curves along (below), without it a part is marked to zoom into.
            mousedown: (_plot, _target, handler) => (event) => (event.shiftKey ? null : handler(event)),
            dblclick: () => () => {
              this.zoom(null);
              return null;
            },
          },
        },
        hooks: {
          drawClear: [
            (plot) => drawBounds(plot, store.run.task, theme.palette),
            (plot) => drawLevels(plot, store.run.task, theme.palette),
            (plot) => drawNoticeLines(plot, store.run.notices, store.view.axis, theme.palette),
          ],
          draw: [(plot) => this.decorate(plot)],
          setCursor: [() => this.readout()],
          setSelect: [(plot) => this.selected(plot)],
        },
      },
      /** @type {uPlot.AlignedData} */ (this.columns([])),
      this.holder,
    );
  }

  // ---- Data ----

  /** @param {number} value */
  shown(value) {
    return this.log ? Math.max(kFloor, value) : value;
  }

  /** @param {Bucket[]} buckets */
  columns(buckets) {
    const {axis} = this.store.view;
    const columns = [buckets.map((bucket) => bucket[axis])];
    for (const each of this.series)
      for (const which of [0, 2, 1])
        columns.push(
          /** @type {number[]} */ (
            buckets.map((bucket) => {
              const spread = this.visible(each) ? bucket.series[each.name] : null;
              return spread ? this.shown(spread[which]) : null;
            })
          ),
        );
    return columns;
  }

  /** The run's buckets, the finer ones where they are known. */
  merged() {
    const whole = this.store.run.series.buckets;
    const {detail} = this;
    if (!this.store.view.zoom || detail.length === 0) return whole;
    const {first} = detail[0];
    const {step} = detail[detail.length - 1];
    return [
      ...whole.filter((bucket) => bucket.step < first),
      ...detail,
      ...whole.filter((bucket) => bucket.first > step),
    ];
  }

  /** The horizontal extent shown. @returns {[number, number]} */
  range() {
    const {zoom, axis} = this.store.view;
    if (zoom) return zoom;
    const ends = [this.store.run.series.buckets, this.compared].map((buckets) => buckets[buckets.length - 1]?.[axis] ?? 0);
    return [0, Math.max(axis === 't' ? 1 : 100, ...ends)];
  }

  /** @param {number|null} value the highest @returns {[number, number]} */
  heights(value) {
    // The first steps may be further off than knowing nothing is; what comes then is worth the room.
    if (isAboutDistances(this.store.run.task)) return [0, topOfDistances(this.store.run.task)];
    const most = highest(this.store.run.task, this.store.run.bits);
    const top = Math.max(0.66 * most, 1.04 * (value ?? 0));
    return this.log ? [kFloor, Math.max(most, top)] : [0, top];
  }

  draw() {
    if (!this.sight?.visible || !this.plot) return;
    if (this.log !== this.wantsLog || this.task !== this.store.run.task) this.build();
    this.buckets = this.merged();
    this.plot.setData(/** @type {uPlot.AlignedData} */ (this.columns(this.buckets)));
    this.readout();
    this.updateTable();
    const last = this.store.run.series.last;
    this.holder.dataset.step = String(last?.step ?? '');
    this.holder.dataset.buckets = String(this.buckets.length);
  }

  /** @param {uPlot} plot */
  decorate(plot) {
    const {run, view} = this.store;
    const {palette} = this.theme;
    if (this.compared.length) drawCompared(plot, this.compared, run.task, view.axis, (value) => this.shown(value), palette);
    const occupied = (/** @type {number} */ left, /** @type {number} */ rightmost) => this.occupied(plot, left, rightmost);
    if (isAboutDistances(run.task)) drawLevelNames(plot, run.task, palette, occupied);
    else drawBoundNames(plot, run.task, palette, occupied);
    drawNotices(plot, run.notices, view.axis, palette, run.task.goal.name);
    const [, right] = this.range();
    const last = this.buckets[Math.min(this.buckets.length, firstAtOrAfter(this.buckets, view.axis, right) + 1) - 1];
    if (!last) return;
    const ends = this.series.flatMap((each, i) => {
      const spread = this.visible(each) ? last.series[each.name] : null;
      return spread ? [{name: each.title, colour: colourFor(palette, each.name, i), x: last[view.axis], value: this.shown(spread[1])}] : [];
    });
    drawNames(plot, ends);
  }

  /**
   * What stands between two places of the chart, as heights; a mark's line goes from top to bottom.
   * @param {uPlot} plot @param {number} left @param {number} right
   * @returns {[number, number][]}
   */
  occupied(plot, left, right) {
    const {run, view} = this.store;
    const marks = markPlaces(plot, run.notices, view.axis).filter((x) => x >= left && x <= right);
    /** @type {[number, number][]} */
    const heights = marks.flatMap(() => Array(10).fill([0, Infinity])); // worth as much as ten buckets
    const from = firstAtOrAfter(this.buckets, view.axis, plot.posToVal(left, 'x', true));
    const to = firstAtOrAfter(this.buckets, view.axis, plot.posToVal(right, 'x', true));
    for (const bucket of this.buckets.slice(from, to))
      for (const each of this.series) {
        const spread = this.visible(each) ? bucket.series[each.name] : null;
        if (spread) heights.push([this.shown(spread[0]), this.shown(spread[2])]);
      }
    return heights;
  }

  // ---- Zooming ----

  /** @param {[number, number]|null} range */
  zoom(range) {
    this.store.setView({zoom: range});
  }

  /** @param {uPlot} plot */
  selected(plot) {
    const {left, width} = plot.select;
    if (width < 6) return;
    this.zoom(this.clamped(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')));
    plot.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
  }

  /** @param {number} from @param {number} to @returns {[number, number]} */
  clamped(from, to) {
    const least = this.store.view.axis === 't' ? 0.01 : 10;
    const start = Math.max(0, from);
    return [start, Math.max(start + least, to)];
  }

  /** From the first step to well after the goal was met, where a long run has squeezed it together. */
  beginning() {
    const {run, view} = this.store;
    const [, end] = this.range();
    const goal = run.notices.find(({kind}) => kind === 'goal') ?? run.notices.find(({kind}) => kind === 'goal_lost');
    this.zoom([0, goal && goal[view.axis] > 0 ? 2.5 * goal[view.axis] : end / 10]);
  }

  /** @param {number} factor above 1: closer @param {number} [around] share of the width that stays */
  scale(factor, around = 0.5) {
    const [from, to] = this.range();
    const fixed = from + (to - from) * around;
    this.zoom(this.clamped(fixed - (fixed - from) / factor, fixed + (to - fixed) / factor));
  }

  /** @param {number} share of the width shown */
  pan(share) {
    const [from, to] = this.range();
    const by = Math.max(-from, (to - from) * share);
    this.zoom(this.clamped(from + by, to + by));
  }

  listen() {
    const {store} = this;
    const press = (/** @type {string} */ id, /** @type {() => void} */ act) => button(id).addEventListener('click', act);
    press('zoom-in', () => this.scale(2));
    press('zoom-out', () => this.scale(0.5));
    press('pan-left', () => this.pan(-0.25));
    press('pan-right', () => this.pan(0.25));
    press('follow', () => this.zoom(null));
    press('beginning', () => this.beginning());
    press('axis-step', () => this.turnAxis('step'));
    press('axis-t', () => this.turnAxis('t'));
    press('scale-linear', () => store.setView({log: false}));
    press('scale-log', () => store.setView({log: true}));
    input('show-shadow').addEventListener('change', () => store.setView({shadow: input('show-shadow').checked}));
    /** @type {Record<string, () => void>} */
    const keys = {
      '+': () => this.scale(1.5),
      '=': () => this.scale(1.5),
      '-': () => this.scale(1 / 1.5),
      ArrowLeft: () => this.pan(-0.15),
      ArrowRight: () => this.pan(0.15),
      Home: () => this.pan(-1e9),
      0: () => this.zoom(null),
      End: () => this.zoom(null),
      Escape: () => this.zoom(null),
    };
    this.holder.addEventListener('keydown', (event) => {
      const act = keys[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });
    // The wheel scrolls the page until the chart has been clicked or Ctrl is held.
    this.holder.addEventListener('wheel', (event) => this.wheel(event), {passive: false});
    this.holder.addEventListener('pointerdown', (event) => this.drag(event));
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!this.plot || !(event.ctrlKey || document.activeElement === this.holder)) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return this.pan(event.deltaX / 800);
    const box = this.plot.over.getBoundingClientRect();
    const around = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    this.scale(Math.exp(-event.deltaY / 400), around);
  }

  /** Fingers, and the mouse with Shift, drag the curves along. @param {PointerEvent} start */
  drag(start) {
    this.holder.focus({preventScroll: true});
    if (!(start.shiftKey || (start.pointerType === 'touch' && this.store.view.zoom)) || !this.plot) return;
    const [from, to] = this.range();
    const width = this.plot.over.clientWidth;
    const move = (/** @type {PointerEvent} */ event) => {
      const by = Math.max(-from, ((start.clientX - event.clientX) / width) * (to - from));
      this.zoom([from + by, to + by]);
    };
    const end = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  }

  /** Steps to seconds or back: the part shown stays the same. @param {'step'|'t'} axis */
  turnAxis(axis) {
    const {view} = this.store;
    if (view.axis === axis) return;
    const buckets = this.merged();
    /** @type {[number, number]|null} */
    let zoom = null;
    if (view.zoom && buckets.length) {
      const turned = view.zoom.map((value) => buckets[Math.min(buckets.length - 1, firstAtOrAfter(buckets, view.axis, value))][axis]);
      zoom = this.clamped(turned[0], turned[1]);
    }
    this.store.setView({axis, zoom});
  }

  buttons() {
    const {axis, log, shadow, zoom} = this.store.view;
    const pressed = (/** @type {string} */ id, /** @type {boolean} */ on) => button(id).setAttribute('aria-pressed', String(on));
    pressed('axis-step', axis === 'step');
    pressed('axis-t', axis === 't');
    pressed('scale-linear', !log);
    pressed('scale-log', log);
    pressed('follow', zoom === null);
    input('show-shadow').checked = shadow;
    // Out of sight the chart is still that of the task before.
    for (const each of this.task.series) element(`readout-${each.name}`).hidden = !this.visible(each);
    const others = otherSeries(this.store.run.task);
    element('show-shadow-label').hidden = others.length === 0;
    // Bob, Eve and the copy have a name that says more than the series' title.
    const known = others.length === 1 && others[0].name === 'shadow';
    setText(element('show-shadow-names'), known ? 'Alice’s copy of Eve' : others.map(({title}) => title).join(', '));
  }

  /** Asks the relay for finer data of the part shown, once the view has come to rest. */
  refine() {
    const {run, view} = this.store;
    const {zoom} = view;
    const key = zoom ? `${run.session} ${view.axis} ${zoom.join(' ')}` : '';
    if (key === this.detailKey) return;
    this.detailKey = key;
    this.fetching?.abort();
    if (!zoom || !run.session) {
      this.detail = [];
      return;
    }
    const fetching = new AbortController();
    this.fetching = fetching;
    const buckets = run.series.buckets;
    const stepAt = (/** @type {number} */ value) =>
      view.axis === 'step' ? Math.floor(value) : (buckets[Math.min(buckets.length - 1, firstAtOrAfter(buckets, 't', value))]?.step ?? 0);
    const range = {from: stepAt(zoom[0]), to: stepAt(zoom[1]) + 1, points: kDetail};
    setTimeout(async () => {
      if (fetching.signal.aborted) return;
      try {
        this.detail = bucketsOf(await history(run.session, range, fetching.signal));
        this.store.touch('samples');
      } catch {
        // The coarse curves stay.
      }
    }, 150);
  }

  async compare() {
    const {compare} = this.store.view;
    if (compare === this.comparedWith) return;
    this.comparedWith = compare;
    this.compared = [];
    if (compare) {
      try {
        const buckets = bucketsOf(await history(compare, {points: 1000}));
        if (compare === this.comparedWith) this.compared = buckets;
      } catch {
        // Gone meanwhile: nothing to lay over.
      }
    }
    this.draw();
  }

  // ---- Words ----

  makeReadout() {
    const line = element('chart-readout');
    line.replaceChildren(make('span', {id: 'readout-at'}));
    this.series.forEach(({name}, i) => {
      const swatch = make('b', {class: `swatch ${name}`});
      if (!(name in this.theme.palette)) swatch.style.borderColor = colourFor(this.theme.palette, name, i);
      line.append(make('span', {id: `readout-${name}`, class: 'readout-part'}, swatch, make('span', {id: `readout-${name}-text`})));
    });
    line.append(make('span', {id: 'readout-event'}));
    this.buttons();
  }

  /** Under the mouse, or else the newest. */
  readout() {
    const {run, view} = this.store;
    const index = this.plot?.cursor.idx;
    const bucket = this.buckets[index ?? this.buckets.length - 1];
    const hovered = index != null;
    setText(element('readout-at'), bucket ? `${hovered ? '' : 'now: '}step ${count(bucket.step)}, ${clock(bucket.t)}` : 'no step yet');
    for (const {name, title} of this.task.series) {
      const spread = bucket?.series[name];
      setText(
        element(`readout-${name}-text`),
        spread ? `${title} ${bitsText(spread[1])} (${bitsText(spread[0])}–${bitsText(spread[2])})` : `${title} –`,
      );
    }
    const left = this.plot?.cursor.left ?? -1;
    const notice = hovered && this.plot && left >= 0 ? noticeNear(this.plot, run.notices, view.axis, left) : null;
    setText(element('readout-event'), notice ? `▾ ${notice.text}` : '');
  }

  table() {
    const number = (/** @type {import('../state/types.js').Spread|undefined} */ spread, /** @type {number} */ i) => (spread ? bitsText(spread[i]) : '–');
    const rows = thin(this.buckets, 40).map((bucket) => [
      `${count(bucket.first)} to ${count(bucket.step)}`,
      bucket.t.toFixed(1),
      ...this.series.flatMap(({name}) => [0, 1, 2].map((i) => number(bucket.series[name], i))),
    ]);
    const unit = (/** @type {TaskSeries} */ each) => (charted(this.task, each) ? '' : ' (bits wrong)');
    return table(
      `${isAboutDistances(this.task) ? 'Mean distances' : 'Bits read wrong'}: least, mean and most in each stretch of steps`,
      ['Steps', 'Seconds', ...this.series.flatMap((each) => [`${each.title}${unit(each)} least`, 'mean', 'most'])],
      rows,
    );
  }
}
