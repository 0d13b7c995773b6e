// How near estimates come to what they are of, in plain words that claim no more than was measured.
import {bitsText} from '../ui/format.js';
import {bestAt, bestOf, endsOf, frontierOf, kWavers, pointOf, sideOf} from './frontier.js';
import {boundOf, comparedSeries, marksOf, whoOnWhat} from './task.js';

/** @typedef {import('../net/messages.js').SeriesInfo} TaskSeries */
/** @typedef {import('../net/messages.js').TaskInfo} Task */
/** @typedef {import('./frontier.js').Frontier} Frontier */

/** What of all that she could gain is nothing to speak of. */
const kNothing = 1 / 20;

/** Who is further off than this, by the distance without any message, has learned what is not so. */
const kFarOff = 1.1;

/** "Bob", "the public estimate". @param {TaskSeries} series */
export function nameOf(series) {
  const {who} = whoOnWhat(series);
  return who === 'Public' ? 'the public estimate' : who;
}

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** What it is an estimate of. @param {TaskSeries} series */
const aimOf = (series) => whoOnWhat(series).what || 'the truth';

/** Whether it is to be kept away. @param {Task} task @param {TaskSeries} series */
const isKeptAway = (task, {name}) => boundOf(task, name)?.at_least !== undefined || task.frontier?.across === name;

/**
 * A sentence on each distance that has something to be compared with.
 * @param {Record<string, number>} means @param {Task} task @returns {string[]}
 */
export const distances = (means, task) =>
  comparedSeries(task).flatMap((series) => {
    const value = means[series.name];
    if (value === undefined) return [];
    return [isKeptAway(task, series) ? keptAway(series, value) : told(task, series, value)];
  });

/** Of what is to come near. @param {Task} task @param {TaskSeries} series @param {number} value */
function told(task, series, value) {
  const at = `${capital(nameOf(series))} is ${bitsText(value)} from ${aimOf(series)} on average`;
  if (value >= series.chance - kWavers) return `${at}, no nearer than without any message.`;
  // The level that says most: one short of the best, where there is one.
  const [best, other] = [bestOf(series), marksOf(series).find((mark) => mark.value > bestOf(series) + kWavers)];
  if (other) return `${at}; ${bitsText(other.value)} is the ${other.title}${tells(task, series, value)}.`;
  return `${at}; the ${titleOf(series, best)} is ${bitsText(best)}.`;
}

/**
 * Nearer than the frontier's closed end something is told of what is to be hidden, whether anybody hears it or not.
 * @param {Task} task @param {TaskSeries} series @param {number} value
 */
function tells(task, {name}, value) {
  const frontier = frontierOf(task);
  if (frontier?.up.name !== name || value >= endsOf(frontier).closed.up - kWavers) return '';
  return `, so something is told of ${aimOf(frontier.across)}`;
}

/** @param {TaskSeries} series @param {number} value */
const titleOf = (series, value) => marksOf(series).find((mark) => mark.value === value)?.title ?? 'best';

/** Of who is to be kept away. @param {TaskSeries} series @param {number} value */
function keptAway(series, value) {
  const at = `${capital(nameOf(series))} is ${bitsText(value)} from ${aimOf(series)}; without any message she would be at ${bitsText(series.chance)}`;
  return `${at}: ${learned(series, value)}.`;
}

/** What she has learned, as measured. @param {TaskSeries} series @param {number} value */
export function learned(series, value) {
  const most = series.chance - bestOf(series);
  if (value > kFarOff * series.chance) return 'she guesses worse than one who has heard nothing, which proves nothing';
  const gained = series.chance - value;
  if (gained <= 0 || gained <= kNothing * most) return 'she has learned nothing to speak of';
  if (gained <= 0.25 * most) return 'she has learned a little';
  if (gained <= 0.75 * most) return 'she has learned something';
  return gained >= most - kWavers ? 'she knows as much as there is to learn' : 'she has learned much';
}

/** What goes for Eve goes for this Eve. @param {Task} task */
export function caution(task) {
  const kept = comparedSeries(task).find((series) => isKeptAway(task, series) && boundOf(task, series.name));
  return kept ? `That is this ${capital(nameOf(kept))}: what another could learn of ${aimOf(kept)} was not measured.` : '';
}

/**
 * Where the run stands to what is possible together at best.
 * @param {Task} task @param {Record<string, number>} means
 */
export function frontierSentence(task, means) {
  const frontier = frontierOf(task);
  const at = frontier && pointOf(frontier, means);
  if (!frontier || !at) return 'Nothing was measured yet.';
  const {across, up} = frontier;
  const [kept, shown] = [aimOf(across), aimOf(up)];
  const who = capital(nameOf(across));
  const where = `${who} is ${bitsText(at.across)} from ${kept}, ${nameOf(up)} ${bitsText(at.up)} from ${shown}.`;
  const best = `with ${nameOf(across)} so far from ${kept}, ${bitsText(bestAt(frontier, at.across))} is possible at best`;
  if (at.up >= up.chance - kWavers) return `${where} So far nothing useful is told of ${shown}.`;
  switch (sideOf(frontier, at)) {
    case 'on':
      return `${where} That is as good as is possible together.`;
    case 'short':
      return `${where} More could be told: ${best}.`;
    case 'beyond':
      return `${where} That is beyond the curve: by it, an estimate so near to ${shown} tells more of ${kept} than this ${who} makes of it.`;
  }
}

/** The goal's bounds. @param {Task} task */
export function goalWords(task) {
  const bounds = task.series.flatMap((series) => {
    const bound = boundOf(task, series.name);
    if (!bound) return [];
    const {at_least, at_most} = bound;
    if (at_least === undefined) return [`${nameOf(series)} within ${bitsText(at_most ?? 0)} of ${aimOf(series)}`];
    return [`${nameOf(series)} ${bitsText(at_least)} ${at_most === undefined ? 'or more' : `to ${bitsText(at_most)}`} from ${aimOf(series)}`];
  });
  return bounds.length ? `The goal: ${listed(bounds)}.` : '';
}

/** "a, b and c" @param {string[]} parts */
const listed = (parts) => (parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}` : parts.join(''));

/** How a distance stands to its yardsticks, beside its bar. @param {TaskSeries} series @param {number|undefined} value */
export function besideBar(series, value) {
  const marks = marksOf(series).map((mark) => `${mark.title} ${bitsText(mark.value)}`);
  return {number: value === undefined ? '–' : `${bitsText(value)} from ${aimOf(series)}`, levels: listed([...marks, `without any message ${bitsText(series.chance)}`])};
}

/** What the bar of a distance shows. @param {TaskSeries} series */
export function barName(series) {
  const {who, what} = whoOnWhat(series);
  if (!what) return who;
  return `What ${nameOf(series)} ${who === 'Public' ? 'tells' : 'knows'} of ${what}`;
}
