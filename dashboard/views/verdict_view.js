// The state of the game in plain words.
import {announce, count, element, setText} from '../ui/dom.js';

/** @typedef {import('../state/store.js').Store} Store */

/** Within this of N/2 Eve does as well as a coin (the criterion's bound, as a share of N). */
const kEveAtChance = 7.3 / 16;
/** Still so near to it that there is nothing she could do with what she reads. */
const kEveNearChance = 6.8 / 16;
const kBobReads = 0.05 / 16;

/**
 * @typedef {object} Standing
 * @property {number|null} bob bits wrong, lately
 * @property {number|null} eve
 * @property {number|null} since the step since which the secret has been kept
 */

/** Never rounds up to a perfect score that is not one. @param {number} bits */
const floor1 = (bits) => (Math.floor(bits * 10 + 1e-9) / 10).toFixed(1);

/** @param {Standing} standing @param {number} bits */
export function sentence({bob, eve, since}, bits) {
  if (bob === null) return 'Waiting for the first step.';
  const right = floor1(bits - bob);
  const parts = [];
  if (bob > 0.4 * bits) parts.push(`Bob cannot read yet: ${right} of ${bits} bits, hardly better than tossing coins.`);
  else if (bob > kBobReads * bits) parts.push(`Bob is learning: he reads ${right} of ${bits} bits.`);
  else parts.push(`Bob reads ${right} of ${bits} bits.`);
  if (eve !== null) {
    const eveRight = floor1(bits - eve);
    if (eve >= kEveAtChance * bits) parts.push(`Eve is guessing: ${eveRight} of ${bits}, as good as tossing coins.`);
    else if (eve >= kEveNearChance * bits) parts.push(`Eve is almost at chance: ${eveRight} of ${bits}.`);
    else if (eve >= 0.25 * bits) parts.push(`Eve is on to something: ${eveRight} of ${bits}.`);
    else parts.push(`Eve reads along: ${eveRight} of ${bits}.`);
  }
  parts.push(since === null ? 'No secret yet.' : `The secret has been kept since step ${count(since)}.`);
  return parts.join(' ');
}

/** @param {import('../state/run.js').Run} run @returns {Standing} */
export function standing(run) {
  const {status} = run;
  if (!run.recorded)
    return {
      bob: status?.bob_bits_wrong ?? null,
      eve: status?.eve_bits_wrong ?? null,
      since: status?.secret_since_step ?? null,
    };
  const last = run.series.last;
  let since = null;
  for (const event of run.events) {
    if (event.kind === 'secret') since = event.step;
    if (event.kind === 'lost') since = null;
  }
  return {bob: last?.bob?.[1] ?? null, eve: last?.eve?.[1] ?? null, since};
}

export class VerdictView {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.kept = '';
    store.on(['run', 'status'], () => this.draw());
  }

  draw() {
    const {run} = this.store;
    const now = standing(run);
    setText(element('verdict-text'), sentence(now, run.bits));
    this.score('bob', now.bob);
    this.score('eve', now.eve);
    for (const each of document.querySelectorAll('.bits')) setText(each, String(run.bits));
    // Read out only when the tide turns, not at every decimal.
    const kept = now.bob === null ? '' : now.since === null ? 'No secret is kept.' : `The secret is kept since step ${count(now.since)}.`;
    if (kept !== this.kept && this.kept !== '') announce(kept);
    this.kept = kept;
  }

  /** @param {'bob'|'eve'} who @param {number|null} wrong */
  score(who, wrong) {
    const {bits} = this.store.run;
    const right = wrong === null ? 0 : Math.max(0, bits - wrong);
    setText(element(`${who}-right`), wrong === null ? '–' : floor1(right));
    const meter = element(`${who}-meter`);
    meter.setAttribute('aria-valuemax', String(bits));
    meter.setAttribute('aria-valuenow', right.toFixed(1));
    const bar = meter.firstElementChild;
    if (bar instanceof HTMLElement) bar.style.transform = `scaleX(${(right / bits).toFixed(3)})`;
  }
}
