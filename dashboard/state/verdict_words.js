// The state of the game in plain words. Live and recorded runs are judged by one rule, the relay's:
// means over the goal's window, and the step since which the relay says that the goal is met.
import {kHollowGain, readsHowMuch} from './audit_words.js';
import {bitsText, count} from '../ui/format.js';
import {caution, distances} from './distance_words.js';
import {boundOf, boundedSeries, boundsHold, isAboutDistances, isAboutEve, seriesOf, within} from './task.js';

/** @typedef {import('../net/messages.js').BoundInfo} Bound */
/** @typedef {import('../net/messages.js').Notice} Notice */
/** @typedef {import('../net/messages.js').TaskInfo} Task */
/** @typedef {import('./types.js').Standing} Standing */

/** Never rounds up to a perfect score that is not one. @param {number} bits */
export const floor1 = (bits) => (Math.floor(bits * 10 + 1e-9) / 10).toFixed(1);

/**
 * The step since which the goal is met, as told.
 * @param {Notice[]} notices up to the moment that is asked about
 * @returns {number|null}
 */
export function goalSince(notices) {
  let since = null;
  for (const {kind, step} of notices) {
    if (kind === 'goal') since = step;
    if (kind === 'goal_lost') since = null;
    // The session went back to before it: those steps are taken again.
    if (kind === 'epoch' && since !== null && since >= step) since = null;
  }
  return since;
}

/** @param {import('./run.js').Run} run @returns {Standing} */
export function standing({recorded, status, means, since, audits}) {
  const audit = audits.newest;
  if (recorded) return {means, since, text: '', audit};
  return {means: status?.means ?? {}, since: status?.goal_since_step ?? null, text: status?.goal_text ?? '', audit};
}

/** @param {Standing} now @param {Task} task */
export function sentence(now, task) {
  if (boundedSeries(task).every(({name}) => now.means[name] === undefined)) return 'Waiting for the first step.';
  return [...words(now, task), goal(now, task)].join(' ');
}

/** @param {Standing} now @param {Task} task */
function words(now, task) {
  if (isAboutDistances(task)) return distances(now.means, task);
  if (!isAboutEve(task)) return figures(now, task, boundedSeries(task));
  return [...secrecy(now, task), ...figures(now, task, boundedSeries(task).filter(({name}) => name !== 'bob' && name !== 'eve'))];
}

/** @param {Standing} now @param {Task} task */
function goal(now, task) {
  const text = now.text ? asSentence(now.text) : '';
  if (now.since !== null) {
    // That Eve fails is all that this goal asks for; what another one has shown the relay says.
    if (task.name === 'bit_secrecy') return `Eve has failed since step ${count(now.since)}. ${worth(now, task)}`;
    const met = text || `The goal, ${task.goal.name}, has been met since step ${count(now.since)}.`;
    return isAboutDistances(task) ? [met, caution(task)].filter(Boolean).join(' ') : met;
  }
  if (isAboutDistances(task)) return text || 'The goal is not met.';
  if (!isAboutEve(task)) return ['The goal is not met.', text].filter(Boolean).join(' ');
  if (boundsHold(task, now.means)) return ['Eve has not had her chance yet.', text].filter(Boolean).join(' ');
  const who = now.audit?.over ? whoElseReads(now, task) : '';
  return who ? `No secret: ${who}.` : 'No secret yet.';
}

/**
 * What it is worth that Eve fails, by whoever else reads most.
 * @param {Standing} now @param {Task} task
 */
function worth(now, task) {
  const who = whoElseReads(now, task);
  if (who) return `But the secret is hollow: ${who}.`;
  const {audit} = now;
  if (audit?.over)
    return `Nor did ${audit.attackers.length === 1 ? 'the one attacker' : `any of the ${audit.attackers.length} attackers`} of the audit at step ${count(audit.step)} gain more than half a bit.`;
  return 'That is this Eve: whether others can read it, an audit tells.';
}

/**
 * Who gains most without the key, and how much, where that makes a secret hollow: the simplest reader, who hears every run, or an
 * attacker of the newest audit.
 * @param {Standing} now @param {Task} task
 */
function whoElseReads({means: {linear}, audit}, task) {
  const reader = seriesOf(task, 'linear') ?? seriesOf(task, 'eve');
  if (!reader) return '';
  const simplest = linear === undefined ? 0 : reader.chance - linear;
  const best = audit?.best;
  if (Math.max(simplest, best?.last.gain ?? 0) <= kHollowGain) return '';
  const attacker = best && best.last.gain >= simplest ? best : null;
  const who = `${attacker ? `attacker ${attacker.name}` : 'a linear reader'}, who has no key either,`;
  if (attacker && attacker.last.bits_wrong === undefined) return `${who} ${readsHowMuch(attacker, reader.max)}`;
  return `${who} gets ${floor1(reader.max - (attacker?.last.bits_wrong ?? linear ?? 0))} of ${reader.max} bits, where coins get ${floor1(reader.max - reader.chance)}`;
}

/** @param {string} text without a capital or a full stop, or with them */
export const asSentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/[.\s]+$/, '')}.`;

/** What Bob reads and what Eve does. @param {Standing} now @param {Task} task */
function secrecy({means: {bob, eve}, since}, task) {
  const parts = [];
  // Where the goal is met the bounds hold, whatever rounding has made of the means.
  const holds = (/** @type {string} */ name, /** @type {number} */ value) => {
    const bound = boundOf(task, name);
    return since !== null || !bound || within(bound, value);
  };
  const [forBob, forEve] = [seriesOf(task, 'bob'), seriesOf(task, 'eve')];
  if (bob !== undefined && forBob) {
    const right = floor1(forBob.max - bob);
    if (holds('bob', bob)) parts.push(`Bob reads ${right} of ${forBob.max} bits.`);
    else if (bob > 0.8 * forBob.chance) parts.push(`Bob cannot read yet: ${right} of ${forBob.max} bits, hardly better than tossing coins.`);
    else parts.push(`Bob is learning: he reads ${right} of ${forBob.max} bits.`);
  }
  if (eve !== undefined && forEve) {
    const right = floor1(forEve.max - eve);
    const least = boundOf(task, 'eve')?.at_least ?? forEve.chance;
    // As far below the bound as the bound is below chance: nothing that she could do much with.
    const near = least - (forEve.chance - least);
    if (holds('eve', eve)) parts.push(`Eve is guessing: ${right} of ${forEve.max}, as good as tossing coins.`);
    else if (eve >= near) parts.push(`Eve is almost at chance: ${right} of ${forEve.max}.`);
    else if (eve >= forEve.chance / 2) parts.push(`Eve is on to something: ${right} of ${forEve.max}.`);
    else parts.push(`Eve reads along: ${right} of ${forEve.max}.`);
  }
  return parts;
}

/** Each figure with its bound. @param {Standing} now @param {Task} task @param {import('../net/messages.js').SeriesInfo[]} series */
function figures({means}, task, series) {
  return series.flatMap(({name, title}) => {
    const value = means[name];
    const bound = boundOf(task, name);
    return value === undefined || !bound ? [] : [`${title}: ${bitsText(value)}, the goal asks for ${boundText(bound)}.`];
  });
}

/** @param {Bound} bound */
export function boundText({at_most, at_least}) {
  const number = (/** @type {number} */ value) => String(Number(value.toPrecision(3)));
  if (at_most !== undefined && at_least !== undefined) return `${number(at_least)} to ${number(at_most)}`;
  return at_most !== undefined ? `at most ${number(at_most)}` : `at least ${number(at_least ?? 0)}`;
}
