// What is possible together at best of what is told and what is hidden, and where a run stands to it.
import {windowMeans} from './series.js';
import {marksOf, seriesOf} from './task.js';

/** @typedef {import('../net/messages.js').PointInfo} Point */
/** @typedef {import('../net/messages.js').SeriesInfo} TaskSeries */
/** @typedef {import('../net/messages.js').TaskInfo} Task */
/** @typedef {import('./types.js').Bucket} Bucket */

/** Moments of the trail: the newest. */
const kTrail = 60;
/** Means over a window waver by less than this: nearer than that, two distances are the same. */
export const kWavers = 0.005;

/**
 * A frontier with the series that it is of, its points by what lies across, ascending.
 * @typedef {object} Frontier
 * @property {TaskSeries} across
 * @property {TaskSeries} up
 * @property {Point[]} points two at least
 */

/** @param {Task} task @returns {Frontier|null} */
export function frontierOf(task) {
  if (!task.frontier || task.frontier.points.length < 2) return null;
  const [across, up] = [seriesOf(task, task.frontier.across), seriesOf(task, task.frontier.up)];
  if (!across || !up) return null;
  return {across, up, points: [...task.frontier.points].sort((a, b) => a.across - b.across)};
}

/** The end at which all is told that can be, and the one at which nothing is that is to be hidden. @param {Frontier} frontier */
export const endsOf = ({points}) => ({open: points[0], closed: points[points.length - 1]});

/**
 * How well the one can be told at best where the other is hidden so well; at the nearest end where that is beyond it.
 * @param {Frontier} frontier @param {number} across
 */
export function bestAt({points}, across) {
  const after = points.findIndex((point) => point.across >= across);
  if (after === 0) return points[0].up;
  if (after < 0) return points[points.length - 1].up;
  const [a, b] = [points[after - 1], points[after]];
  return a.up + ((across - a.across) / (b.across - a.across)) * (b.up - a.up);
}

/**
 * Where a run stands: short of what is possible, on the frontier, or beyond it, where a listener has missed what there was
 * to hear.
 * @param {Frontier} frontier @param {Point} at @returns {'short'|'on'|'beyond'}
 */
export function sideOf(frontier, at) {
  const {open, closed} = endsOf(frontier);
  // From its ends the frontier goes on: who tells all may tell more of the rest, and who hides all may tell less.
  const line = [{across: -1, up: open.up}, ...frontier.points, {across: closed.across, up: 10}];
  if (line.slice(1).some((end, i) => distanceFrom(at, line[i], end) <= kWavers)) return 'on';
  return at.across > closed.across || at.up < bestAt(frontier, at.across) ? 'beyond' : 'short';
}

/** @param {Point} at @param {Point} a @param {Point} b the ends of a line */
function distanceFrom(at, a, b) {
  const [x, y] = [b.across - a.across, b.up - a.up];
  const along = ((at.across - a.across) * x + (at.up - a.up) * y) / (x * x + y * y || 1);
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(at.across - a.across - share * x, at.up - a.up - share * y);
}

/**
 * Where a run is now, by the means that the verdict speaks of.
 * @param {Frontier} frontier @param {Record<string, number>} means @returns {Point|null}
 */
export function pointOf({across, up}, means) {
  const [x, y] = [means[across.name], means[up.name]];
  return x === undefined || y === undefined ? null : {across: x, up: y};
}

/**
 * Where it was of late: at the end of each of the newest buckets, means over the window.
 * @param {Frontier} frontier @param {Bucket[]} buckets @param {number} window @returns {Point[]} oldest first
 */
export function trailOf(frontier, buckets, window) {
  const from = Math.max(0, buckets.length - kTrail);
  return buckets.slice(from).flatMap((_, i) => pointOf(frontier, windowMeans(buckets.slice(Math.max(0, from + i + 1 - window), from + i + 1), window)) ?? []);
}

/** The level that stands for knowing as much as can be known: the least. @param {TaskSeries} series */
export const bestOf = (series) => Math.min(...marksOf(series).map(({value}) => value), series.chance);

/**
 * How much is known: 0 without any message, 1 at the best that it is compared with.
 * @param {TaskSeries} series @param {number} distance
 */
export function known(series, distance) {
  const best = bestOf(series);
  return best < series.chance ? Math.max(0, Math.min(1, (series.chance - distance) / (series.chance - best))) : 0;
}
