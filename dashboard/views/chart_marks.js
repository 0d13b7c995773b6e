// What is drawn on the chart besides the curves: chance, the goal's bounds, levels to compare with, notices, the other
// run, and the names at the lines' ends.
import {bitsText} from '../ui/format.js';
import {boundedSeries, chanceLine, comparedSeries, isAboutDistances, marksOf, seriesOf, whoOnWhat} from '../state/task.js';
import {colourFor} from '../ui/theme.js';

/** @typedef {import('../vendor/uPlot.esm.js')} Plot */
/** @typedef {import('../ui/theme.js').Palette} Palette */
/** @typedef {import('../net/messages.js').Notice} Notice */
/** @typedef {import('../net/messages.js').TaskInfo} Task */
/** @typedef {import('../state/types.js').Bucket} Bucket */

/** @type {Record<string, string>} */
const kMarked = {
  goal: 'goal',
  goal_lost: 'goal lost',
  control: 'control',
  returned: 'relay back',
  epoch: 'restart',
  left: 'left',
  behind: 'Eve behind',
  finished: 'end',
};

/**
 * The goal's bounds as heights: where each lies, and the end of the band that is within it. A figure
 * that must not fall below its bound may rise above chance as far as it may fall below it.
 * @param {Task} task
 */
const bandsOf = (task) =>
  task.goal.bounds.map(({series, at_most, at_least}) => {
    const each = seriesOf(task, series);
    const title = each?.title ?? series;
    const at = at_least ?? at_most ?? 0;
    const end = at_least !== undefined ? (at_most ?? 2 * (each?.chance ?? at) - at) : 0;
    const index = task.series.findIndex(({name}) => name === series);
    return {series, title, at, end, index, below: at_least === undefined};
  });

/** @param {Plot} plot */
function place(plot) {
  const {left, top, width, height} = plot.bbox;
  return {left, top, right: left + width, bottom: top + height, width, height, ratio: devicePixelRatio || 1};
}

/**
 * Only what falls into the plot is seen.
 * @param {Plot} plot
 * @param {() => void} paint
 */
function inside(plot, paint) {
  const {left, top, width, height} = plot.bbox;
  plot.ctx.save();
  plot.ctx.beginPath();
  plot.ctx.rect(left, top, width, height);
  plot.ctx.clip();
  paint();
  plot.ctx.restore();
}

/** @param {Plot} plot */
function heightOf(plot) {
  const {top, bottom} = place(plot);
  return (/** @type {number} */ value) => Math.max(top, Math.min(bottom, plot.valToPos(value, 'y', true)));
}

/** Where the figures have to be for the goal; under the curves. @param {Plot} plot @param {Task} task @param {Palette} palette */
export function drawBounds(plot, task, palette) {
  const {ctx} = plot;
  const {left, right, bottom, width, ratio} = place(plot);
  const y = heightOf(plot);
  const line = (/** @type {number} */ value, /** @type {number[]} */ dash) => {
    ctx.setLineDash(dash.map((each) => each * ratio));
    ctx.beginPath();
    ctx.moveTo(left, y(value));
    ctx.lineTo(right, y(value));
    ctx.stroke();
  };
  ctx.save();
  const bands = bandsOf(task);
  ctx.globalAlpha = 0.1;
  for (const {series, at, end, index, below} of bands) {
    ctx.fillStyle = colourFor(palette, series, index);
    const [top, foot] = below ? [y(at), bottom] : [y(end), y(at)];
    ctx.fillRect(left, top, width, foot - top);
  }
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.muted;
  ctx.lineWidth = ratio;
  const chance = chanceLine(task);
  if (chance !== null) line(chance, [6, 4]);
  // Of distances the bands are enough: the lines are those of what is possible.
  if (!isAboutDistances(task)) for (const {at} of bands) line(at, [1, 3]);
  ctx.restore();
}

/**
 * Their names; over the curves, with a halo that keeps them legible. Each stands at the right, or
 * where less of the curves and of the notices would be covered.
 * @param {Plot} plot
 * @param {Task} task
 * @param {Palette} palette
 * @param {(left: number, right: number) => [number, number][]} occupied heights, as values, of what is
 *   drawn between two places; every notice's mark among them
 */
export function drawBoundNames(plot, task, palette, occupied) {
  const {ctx} = plot;
  const {left, width, ratio} = place(plot);
  const y = heightOf(plot);
  ctx.save();
  ctx.font = font(ratio);
  ctx.textAlign = 'left';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4 * ratio;
  ctx.strokeStyle = palette.card;
  ctx.fillStyle = palette.muted;
  const name = (/** @type {string} */ text, /** @type {number} */ at) => {
    const long = ctx.measureText(text).width;
    if (long + 12 * ratio > width) return;
    const free = width - long - 12 * ratio;
    let best = {x: 0, covered: Infinity};
    // From right to left; only what covers clearly less is worth leaving the right for.
    for (const share of [1, 0.75, 0.5, 0.25, 0]) {
      const x = left + 6 * ratio + free * share;
      const covered = occupied(x - 3 * ratio, x + long + 3 * ratio).filter(
        ([low, high]) => y(low) > at - 12 * ratio && y(high) < at + 5 * ratio,
      ).length;
      if (covered < 0.7 * best.covered) best = {x, covered};
      if (covered === 0) break;
    }
    ctx.strokeText(text, best.x, at);
    ctx.fillText(text, best.x, at);
  };
  const bands = bandsOf(task).sort((a, b) => b.at - a.at);
  const chance = chanceLine(task);
  if (chance !== null) name(`tossing coins: ${chance} wrong`, y(Math.max(chance, ...bands.filter(({below}) => !below).map(({end}) => end))) - 6 * ratio);
  bands.forEach(({title, at, below}, i) => {
    const text = `${title} ${below ? 'below' : 'above'} ${Number(at.toPrecision(3))}`;
    const first = i === 0 ? 'the goal: ' : '… and ';
    name(`${first}${text}${i < bands.length - 1 ? ' …' : ''}`, y(at) + (below ? -9 : 18) * ratio);
  });
  ctx.restore();
}

/**
 * The levels that distances are compared with, each once: whose they are, or nobody's where they are of several.
 * @param {Task} task
 */
function levelsOf(task) {
  /** @type {{title: string, value: number, series: string}[]} */
  const levels = [];
  for (const series of comparedSeries(task))
    for (const {title, value} of marksOf(series)) {
      const same = levels.find((each) => each.title === title && each.value === value);
      if (same) same.series = '';
      else levels.push({title, value, series: series.name});
    }
  return levels.map(({title, value, series}) => {
    const each = seriesOf(task, series);
    return {who: each ? `${whoOnWhat(each).who}: ` : '', text: title, value, series, index: each ? task.series.indexOf(each) : 0};
  });
}

/** @param {Palette} palette @param {{series: string, index: number}} level */
const levelColour = (palette, {series, index}) => (series ? colourFor(palette, series, index) : palette.ink);

/** Their lines, under the curves. @param {Plot} plot @param {Task} task @param {Palette} palette */
export function drawLevels(plot, task, palette) {
  const {ctx} = plot;
  const {left, right, ratio} = place(plot);
  const y = heightOf(plot);
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.globalAlpha = 0.8;
  ctx.setLineDash([5 * ratio, 4 * ratio]);
  for (const level of levelsOf(task)) {
    ctx.strokeStyle = levelColour(palette, level);
    ctx.beginPath();
    ctx.moveTo(left, y(level.value));
    ctx.lineTo(right, y(level.value));
    ctx.stroke();
  }
  ctx.restore();
}

/**
 * Their names, and that of knowing nothing, over the curves: each above or below its line, where it covers least of the
 * curves and nothing of another name.
 * @param {Plot} plot
 * @param {Task} task
 * @param {Palette} palette
 * @param {(left: number, right: number) => [number, number][]} occupied as of drawBoundNames()
 */
export function drawLevelNames(plot, task, palette, occupied) {
  const {ctx} = plot;
  const {left, width, bottom, ratio} = place(plot);
  const y = heightOf(plot);
  const chance = chanceLine(task);
  const levels = levelsOf(task).map((level) => ({who: level.who, text: `${level.text} ${bitsText(level.value)}`, value: level.value, colour: levelColour(palette, level)}));
  if (chance !== null) levels.push({who: '', text: `without any message ${bitsText(chance)}`, value: chance, colour: palette.muted});
  ctx.save();
  ctx.font = font(ratio);
  ctx.textAlign = 'left';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4 * ratio;
  ctx.strokeStyle = palette.card;
  /** @type {{left: number, right: number, at: number}[]} */
  const placed = [];
  for (const {who, text: title, value, colour} of levels.sort((a, b) => a.value - b.value)) {
    // Where there is no room for whose it is, the colour says it.
    const text = ctx.measureText(who + title).width + 12 * ratio > width ? title : who + title;
    const long = ctx.measureText(text).width;
    const free = width - long - 12 * ratio;
    if (free < 0) continue;
    let best = {x: 0, at: 0, covered: Infinity};
    for (const share of [0, 0.25, 0.5, 0.75, 1])
      for (const offset of [13, -5]) {
        const x = left + 6 * ratio + free * share;
        const at = y(value) + offset * ratio;
        if (at > bottom - 2 * ratio) continue;
        const hit = placed.some((other) => other.left < x + long + 8 * ratio && other.right > x - 8 * ratio && Math.abs(other.at - at) < 12 * ratio);
        const covered = (hit ? 1000 : 0) + occupied(x - 3 * ratio, x + long + 3 * ratio).filter(([low, high]) => y(low) > at - 11 * ratio && y(high) < at + 4 * ratio).length;
        if (covered < best.covered) best = {x, at, covered};
      }
    // A name on another name tells nothing.
    if (best.covered >= 1000) continue;
    placed.push({left: best.x, right: best.x + long, at: best.at});
    ctx.strokeText(text, best.x, best.at);
    ctx.fillStyle = colour;
    ctx.fillText(text, best.x, best.at);
  }
  ctx.restore();
}

/** @param {number} ratio */
const font = (ratio) => `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;

/**
 * The notices that are marked, and where.
 * @param {Plot} plot
 * @param {Notice[]} notices
 * @param {'step'|'t'} axis
 * @param {string} [goal] its name
 */
function noticesOn(plot, notices, axis, goal = 'goal') {
  const {left, right} = place(plot);
  return notices
    .filter((notice) => kMarked[notice.kind])
    .map((notice) => ({notice, name: kMarked[notice.kind].replace('goal', goal), x: plot.valToPos(notice[axis], 'x', true)}))
    .filter(({x}) => x >= left && x <= right);
}

/** @param {Notice} notice @param {Palette} palette */
const colourOf = ({kind}, palette) =>
  kind === 'goal' ? palette.good : kind === 'goal_lost' || kind === 'left' ? palette.bad : palette.muted;

/** Where there are marks. @param {Plot} plot @param {Notice[]} notices @param {'step'|'t'} axis */
export const markPlaces = (plot, notices, axis) => noticesOn(plot, notices, axis).map(({x}) => x);

/**
 * Their lines, under everything else.
 * @param {Plot} plot
 * @param {Notice[]} notices
 * @param {'step'|'t'} axis
 * @param {Palette} palette
 */
export function drawNoticeLines(plot, notices, axis, palette) {
  const {ctx} = plot;
  const {top, bottom, ratio} = place(plot);
  ctx.save();
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  for (const {notice, x} of noticesOn(plot, notices, axis)) {
    ctx.strokeStyle = colourOf(notice, palette);
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
  }
  ctx.restore();
}

/**
 * Their heads, and their names where these touch neither the next mark nor the chart's end.
 * @param {Plot} plot
 * @param {Notice[]} notices
 * @param {'step'|'t'} axis
 * @param {Palette} palette
 * @param {string} goal its name
 */
export function drawNotices(plot, notices, axis, palette, goal) {
  const {ctx} = plot;
  const {right, top, ratio} = place(plot);
  ctx.save();
  ctx.font = font(ratio);
  ctx.textAlign = 'left';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4 * ratio;
  ctx.strokeStyle = palette.card;
  const marks = noticesOn(plot, notices, axis, goal).sort((a, b) => a.x - b.x);
  marks.forEach(({notice, name, x}, i) => {
    ctx.fillStyle = colourOf(notice, palette);
    ctx.beginPath();
    ctx.moveTo(x - 5 * ratio, top);
    ctx.lineTo(x + 5 * ratio, top);
    ctx.lineTo(x, top + 7 * ratio);
    ctx.fill();
    const end = x + ctx.measureText(name).width + 14 * ratio;
    if (end >= (marks[i + 1]?.x ?? right)) return;
    ctx.strokeText(name, x + 7 * ratio, top + 10 * ratio);
    ctx.fillText(name, x + 7 * ratio, top + 10 * ratio);
  });
  ctx.restore();
}

/**
 * The other run's means, dashed.
 * @param {Plot} plot
 * @param {Bucket[]} buckets
 * @param {Task} task
 * @param {'step'|'t'} axis
 * @param {(value: number) => number} shown
 * @param {Palette} palette
 */
export function drawCompared(plot, buckets, task, axis, shown, palette) {
  const {ctx} = plot;
  const {ratio} = place(plot);
  inside(plot, () => {
    for (const {name} of boundedSeries(task)) {
      ctx.strokeStyle = colourFor(palette, name, task.series.findIndex((each) => each.name === name));
      ctx.lineWidth = 1.5 * ratio;
      ctx.globalAlpha = 0.85;
      ctx.setLineDash([7 * ratio, 5 * ratio]);
      ctx.beginPath();
      for (const bucket of buckets) {
        const spread = bucket.series[name];
        if (spread) ctx.lineTo(plot.valToPos(bucket[axis], 'x', true), plot.valToPos(shown(spread[1]), 'y', true));
      }
      ctx.stroke();
    }
  });
}

/**
 * Names beside the lines' last points, kept apart.
 * @param {Plot} plot
 * @param {{name: string, colour: string, x: number, value: number}[]} ends
 */
export function drawNames(plot, ends) {
  const {ctx} = plot;
  const {left, right, ratio} = place(plot);
  const y = heightOf(plot);
  const line = 14 * ratio;
  const placed = ends
    .map((end) => ({...end, at: y(end.value), x: plot.valToPos(end.x, 'x', true)}))
    .filter((end) => end.x >= left)
    .sort((a, b) => a.at - b.at);
  placed.forEach((end, i) => {
    if (i > 0) end.at = Math.max(end.at, placed[i - 1].at + line);
  });
  ctx.save();
  ctx.font = `600 ${13 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const end of placed) {
    ctx.fillStyle = end.colour;
    ctx.fillText(end.name, Math.min(end.x, right) + 6 * ratio, end.at);
  }
  ctx.restore();
}

/** The notice nearest to a place on the chart, if any. @param {Plot} plot @param {Notice[]} notices @param {'step'|'t'} axis @param {number} left */
export function noticeNear(plot, notices, axis, left) {
  let best = null;
  let nearest = 7;
  for (const notice of notices) {
    if (!kMarked[notice.kind]) continue;
    const distance = Math.abs(plot.valToPos(notice[axis], 'x') - left);
    if (distance < nearest) {
      nearest = distance;
      best = notice;
    }
  }
  return best;
}
