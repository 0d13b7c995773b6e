// What is told and what is hidden: where the run stands to what is possible together at best, and how near each comes.
import {barName, besideBar, frontierSentence, nameOf} from '../state/distance_words.js';
import {endsOf, frontierOf, known, pointOf, trailOf} from '../state/frontier.js';
import {boundOf, comparedSeries, marksOf, whoOnWhat} from '../state/task.js';
import {standing} from '../state/verdict_words.js';
import {element, make, makeSvg, setText, table, tableBehind, whenVisible} from '../ui/dom.js';
import {bitsText} from '../ui/format.js';
import {colourFor} from '../ui/theme.js';

/** @typedef {import('../state/store.js').Store} Store */
/** @typedef {import('../state/frontier.js').Frontier} Frontier */
/** @typedef {import('../net/messages.js').PointInfo} Point */
/** @typedef {import('../net/messages.js').SeriesInfo} TaskSeries */

/** Room for the axes. */
const kMargin = {left: 46, right: 14, top: 26, bottom: 42};
/** Distances between ticks, and pixels that they need. */
const kTick = 1 / 20;
const kTickRoom = 34;
/** The trail fades in so many pieces. */
const kPieces = 4;

/** From a point to its name, and from a line of text to the next. */
const kBeside = 11;
const kLine = 15;
/** The goal's name takes so much. */
const kGoalRoom = 60;

/** Places on the drawing. */
class Scale {
  /** @param {Frontier} frontier @param {number} width @param {number} height */
  constructor({points, across, up}, width, height) {
    const spread = (/** @type {number[]} */ values, /** @type {number} */ below, /** @type {number} */ above) => {
      const [least, most] = [Math.min(...values), Math.max(...values)];
      return {least: least - below * (most - least), most: most + above * (most - least)};
    };
    this.x = spread([...points.map((point) => point.across), across.chance], 0.08, 0.2);
    this.y = spread([...points.map((point) => point.up), up.chance], 0.16, 0.22);
    this.left = kMargin.left;
    this.right = width - kMargin.right;
    this.top = kMargin.top;
    this.bottom = height - kMargin.bottom;
  }

  /** @param {number} value */
  across(value) {
    return this.left + ((value - this.x.least) / (this.x.most - this.x.least)) * (this.right - this.left);
  }

  /** @param {number} value */
  up(value) {
    return this.bottom - ((value - this.y.least) / (this.y.most - this.y.least)) * (this.bottom - this.top);
  }

  /** @param {Point} point */
  path({across, up}) {
    return `${this.across(across).toFixed(1)} ${this.up(up).toFixed(1)}`;
  }

  /** What is outside is shown at the edge. @param {Point} point @returns {Point & {outside: boolean}} */
  inside({across, up}) {
    const [x, y] = [Math.max(this.x.least, Math.min(this.x.most, across)), Math.max(this.y.least, Math.min(this.y.most, up))];
    return {across: x, up: y, outside: x !== across || y !== up};
  }
}

/** Round values within, no closer than can be read. @param {{least: number, most: number}} range @param {number} pixels */
function ticks({least, most}, pixels) {
  const step = kTick * Math.max(1, Math.ceil((kTickRoom * (most - least)) / kTick / pixels));
  const found = [];
  for (let i = Math.ceil(least / step); i * step <= most; i++) found.push(i * step);
  return found;
}

/** @param {number} x @param {number} y @param {string} anchor @param {string} text @param {string} [kind] */
const label = (x, y, anchor, text, kind = 'quiet') => makeSvg('text', {x, y, 'text-anchor': anchor, class: kind}, text);

export class FrontierView {
  /** @param {Store} store @param {import('../ui/theme.js').Theme} theme */
  constructor(store, theme) {
    this.store = store;
    this.theme = theme;
    this.holder = element('frontier-chart');
    this.task = store.run.task;
    this.width = 0;
    /** Heights of the names that stand at the left of points. @type {number[]} */
    this.names = [];
    /** @type {Frontier|null} */
    this.frontier = null;
    this.sight = whenVisible(element('frontier'), () => this.draw());
    this.updateTable = tableBehind('frontier-table', () => this.table());
    // The trail ends at the dot only where both are as old: not with every sample.
    store.on(['run', 'status'], () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.holder);
  }

  draw() {
    const {run} = this.store;
    const frontier = frontierOf(run.task);
    element('frontier').hidden = !frontier;
    if (!frontier || !this.sight?.visible) return;
    const {means} = standing(run);
    setText(element('frontier-text'), frontierSentence(run.task, means));
    const width = this.holder.clientWidth;
    if (run.task !== this.task || width !== this.width || !this.scale) this.build(frontier, Math.max(240, width));
    this.task = run.task;
    this.width = width;
    this.follow(pointOf(frontier, means), trailOf(frontier, run.series.buckets, run.task.goal.window));
    this.bars(means);
    this.updateTable();
  }

  /** What does not move. @param {Frontier} frontier @param {number} width */
  build(frontier, width) {
    const height = Math.round(Math.max(260, Math.min(400, 0.6 * width)));
    const scale = new Scale(frontier, width, height);
    this.scale = scale;
    const {left, right, top, bottom} = scale;
    const svg = makeSvg('svg', {
      ...{viewBox: `0 0 ${width} ${height}`, width, height, role: 'img'},
      'aria-label': 'The curve of what is possible together at best, and where this run stands. The sentence above says it in words, the table below has the curve.',
    });
    svg.append(makeSvg('clipPath', {id: 'frontier-frame'}, makeSvg('rect', {x: left, y: top, width: right - left, height: bottom - top})));
    for (const value of ticks(scale.x, right - left)) {
      const x = scale.across(value);
      svg.append(makeSvg('line', {x1: x, x2: x, y1: top, y2: bottom, class: 'grid'}), label(x, bottom + 16, 'middle', value.toFixed(2)));
    }
    for (const value of ticks(scale.y, bottom - top)) {
      const y = scale.up(value);
      svg.append(makeSvg('line', {x1: left, x2: right, y1: y, y2: y, class: 'grid'}), label(left - 6, y + 4, 'end', value.toFixed(2)));
    }
    const kept = whoOnWhat(frontier.across).what;
    svg.append(
      label(left, 13, 'start', `${frontier.up.title}: the lower, the better told`),
      label(right, height - 6, 'end', `${frontier.across.title}: the further right, the better hidden`),
    );
    const {open, closed} = endsOf(frontier);
    const line = frontier.points.map((point) => scale.path(point)).join(' L ');
    const [low, high] = [{across: scale.x.least, up: open.up}, {across: closed.across, up: scale.y.most}].map((point) => scale.path(point));
    svg.append(makeSvg('path', {class: 'beyond', d: `M ${low} L ${line} L ${high} L ${right} ${top} L ${right} ${bottom} L ${left} ${bottom} Z`}));
    svg.append(...this.goal(frontier, scale));
    svg.append(makeSvg('path', {class: 'edge', d: `M ${low} L ${scale.path(open)} M ${scale.path(closed)} L ${high}`}), makeSvg('path', {class: 'curve', d: `M ${line}`}));
    this.trail = makeSvg('g', {'clip-path': 'url(#frontier-frame)', class: 'trail'});
    svg.append(this.trail);
    this.names = [frontier.up.chance, closed.up].map((up) => scale.up(up));
    const blind = {across: frontier.across.chance, up: frontier.up.chance};
    for (const [point, text] of /** @type {[Point, string][]} */ ([
      [blind, 'tells nothing at all'],
      [closed, `tells nothing of ${kept || 'what is hidden'}`],
    ]))
      svg.append(makeSvg('circle', {cx: scale.across(point.across), cy: scale.up(point.up), r: 4, class: 'end'}), label(scale.across(point.across) - 9, scale.up(point.up) + 4, 'end', text, 'end-name'));
    svg.append(
      makeSvg('circle', {cx: scale.across(open.across), cy: scale.up(open.up), r: 4, class: 'end'}),
      label(scale.across(open.across) - 4, scale.up(open.up) - 10, 'start', 'tells all it can', 'end-name'),
      label(right - 8, bottom - 10, 'end', 'beyond what is possible at best'),
    );
    this.now = makeSvg('circle', {r: 6, class: 'now', cx: 0, cy: 0, 'data-testid': 'frontier-now', visibility: 'hidden'});
    this.nowName = label(0, 0, 'end', 'this run', 'now-name');
    svg.append(this.now, this.nowName);
    this.holder.replaceChildren(svg);
  }

  /** Where the goal wants both. @param {Frontier} frontier @param {Scale} scale */
  goal({across, up}, scale) {
    const [kept, below] = [boundOf(this.store.run.task, across.name), boundOf(this.store.run.task, up.name)?.at_most];
    if (kept?.at_least === undefined && below === undefined) return [];
    const x = scale.across(Math.max(scale.x.least, kept?.at_least ?? -Infinity));
    const end = Math.min(scale.right, scale.across(kept?.at_most ?? Infinity));
    const y = scale.up(Math.min(scale.y.most, below ?? Infinity));
    const box = makeSvg('rect', {class: 'goal', x, y, width: end - x, height: scale.bottom - y});
    // Beside it, unless it begins where the drawing does.
    const name = x - scale.left < kGoalRoom ? label(x + 6, y + 14, 'start', 'the goal', 'goal-name') : label(x - 5, y + 10, 'end', 'the goal', 'goal-name');
    return [box, name];
  }

  /** What moves. @param {Point|null} at @param {Point[]} trail */
  follow(at, trail) {
    const {scale, now, nowName} = this;
    if (!scale || !now || !nowName || !this.trail) return;
    const last = at ?? trail[trail.length - 1] ?? null;
    now.setAttribute('visibility', last ? 'visible' : 'hidden');
    nowName.setAttribute('visibility', last ? 'visible' : 'hidden');
    const way = last ? [...trail, last] : [];
    const length = Math.ceil(way.length / kPieces);
    this.trail.replaceChildren(
      ...Array.from({length: kPieces}, (_, i) => {
        const piece = way.slice(i * length, (i + 1) * length + 1);
        return makeSvg('path', {d: piece.length > 1 ? `M ${piece.map((point) => scale.path(point)).join(' L ')}` : '', opacity: (i + 1) / kPieces});
      }),
    );
    if (!last) return;
    const shown = scale.inside(last);
    const [x, y] = [scale.across(shown.across), scale.up(shown.up)];
    now.setAttribute('cx', String(x));
    now.setAttribute('cy', String(y));
    now.setAttribute('class', shown.outside ? 'now outside' : 'now');
    setText(nowName, shown.outside ? 'this run, further out' : 'this run');
    // Beside the dot where there is room, and not on what stands there.
    const long = nowName instanceof SVGTextElement ? nowName.getComputedTextLength() : 0;
    const toRight = x + kBeside + long < scale.right;
    const under = toRight ? undefined : this.names.find((name) => Math.abs(name - y) < kLine);
    nowName.setAttribute('text-anchor', toRight ? 'start' : 'end');
    nowName.setAttribute('x', String(x + (toRight ? kBeside : -kBeside)));
    nowName.setAttribute('y', String(Math.max(scale.top + kLine, (under === undefined ? y : under + kLine) + 4)));
  }

  /** A bar for each of the distances: what is told, who is told more, and who is kept away. @param {Record<string, number>} means */
  bars(means) {
    const {task} = this.store.run;
    const place = (/** @type {TaskSeries} */ {name}) => (name === task.frontier?.up ? 0 : name === task.frontier?.across ? 2 : 1);
    const series = comparedSeries(task).sort((a, b) => place(a) - place(b));
    const list = element('frontier-bars');
    const names = series.map(({name}) => name).join(' ');
    if (list.dataset.series !== names) {
      list.dataset.series = names;
      list.replaceChildren(...series.map((each) => this.row(each)));
    }
    series.forEach((each, i) => {
      const row = list.children[i];
      const part = (/** @type {string} */ kind) => /** @type {HTMLElement} */ (row.querySelector(`.${kind}`));
      const value = means[each.name];
      const {number, levels} = besideBar(each, value);
      const share = value === undefined ? 0 : known(each, value);
      setText(part('bar-number'), number);
      setText(part('bar-levels'), levels);
      const meter = part('meter');
      meter.setAttribute('aria-valuenow', (100 * share).toFixed(0));
      meter.setAttribute('aria-valuetext', `${number}; ${levels}`);
      part('bar-filled').style.transform = `scaleX(${share.toFixed(3)})`;
      part('bar-filled').style.background = colourFor(this.theme.palette, each.name, task.series.indexOf(each));
    });
  }

  /** @param {TaskSeries} series */
  row(series) {
    const name = barName(series);
    const marks = marksOf(series).map(({value}) => known(series, value)).filter((share) => share > 0 && share < 1);
    const lines = marks.map((share) => {
      const line = make('span', {class: 'bar-mark', 'aria-hidden': 'true'});
      line.style.left = `${(100 * share).toFixed(2)}%`;
      return line;
    });
    const meter = make('div', {class: 'meter', role: 'meter', 'aria-label': `${name}, in percent`, 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': '0'}, make('i', {class: 'bar-filled'}), ...lines);
    return make('li', {'data-series': series.name}, make('span', {class: 'bar-name'}, name), make('span', {class: 'bar-number number'}), meter, make('span', {class: 'bar-levels note'}));
  }

  table() {
    const frontier = frontierOf(this.store.run.task);
    if (!frontier) return table('No curve', [], []);
    const {across, up, points} = frontier;
    return table(
      `What is possible together at best: how far ${nameOf(across)} is from ${whoOnWhat(across).what}, and how far ${nameOf(up)} from ${whoOnWhat(up).what}`,
      [across.title, up.title],
      points.map((point) => [bitsText(point.across), bitsText(point.up)]),
    );
  }
}
