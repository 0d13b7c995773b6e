// The curves of one run as buckets of steps, in bounded memory: when there are too many, neighbours
// are merged. Smallest and largest values survive every merge, so no spike is ever lost.

/** @typedef {import('./types.js').Bucket} Bucket */
/** @typedef {import('./types.js').History} History */
/** @typedef {import('./types.js').Spread} Spread */

const kCapacity = 1000;

/**
 * @param {Spread|null} a @param {number} weightA
 * @param {Spread|null} b @param {number} weightB
 * @returns {Spread|null}
 */
function mergeSpread(a, weightA, b, weightB) {
  if (!a) return b;
  if (!b) return a;
  return [
    Math.min(a[0], b[0]),
    (a[1] * weightA + b[1] * weightB) / (weightA + weightB),
    Math.max(a[2], b[2]),
  ];
}

/** @param {Bucket} a @param {Bucket} b @returns {Bucket} */
function merge(a, b) {
  const wa = a.step - a.first + 1;
  const wb = b.step - b.first + 1;
  return {
    first: a.first,
    step: b.step,
    t: b.t,
    bob: mergeSpread(a.bob, wa, b.bob, wb),
    eve: mergeSpread(a.eve, wa, b.eve, wb),
    shadow: mergeSpread(a.shadow, wa, b.shadow, wb),
  };
}

/**
 * At most `count` buckets, of about equal widths.
 * @param {Bucket[]} buckets
 * @param {number} count
 */
export function thin(buckets, count) {
  if (buckets.length <= count) return buckets;
  const span = buckets[buckets.length - 1].step - buckets[0].first + 1;
  // Two neighbours that stay apart are together wider than this, hence twice the fair share.
  const width = (2 * span) / count;
  /** @type {Bucket[]} */
  const kept = [];
  for (const bucket of buckets) {
    const last = kept[kept.length - 1];
    if (last && bucket.step - last.first + 1 <= width) kept[kept.length - 1] = merge(last, bucket);
    else kept.push(bucket);
  }
  return kept;
}

/** @param {History} history @returns {Bucket[]} */
export function bucketsOf(history) {
  const column = Object.fromEntries(history.columns.map((name, i) => [name, i]));
  /** @param {(number|null)[]} row @param {string} who @returns {Spread|null} */
  const spread = (row, who) => {
    const mean = row[column[who + '_mean']];
    if (mean == null) return null;
    return [row[column[who + '_min']] ?? mean, mean, row[column[who + '_max']] ?? mean];
  };
  return history.rows.map((row) => ({
    first: row[column.first] ?? 0,
    step: row[column.step] ?? 0,
    t: row[column.t] ?? 0,
    bob: spread(row, 'bob'),
    eve: spread(row, 'eve'),
    shadow: spread(row, 'shadow'),
  }));
}

/**
 * Index of the first bucket that ends at or after `value`.
 * @param {Bucket[]} buckets
 * @param {'step'|'t'} axis
 * @param {number} value
 */
export function firstAtOrAfter(buckets, axis, value) {
  let low = 0;
  let high = buckets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (buckets[middle][axis] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Series {
  /** @param {Bucket[]} buckets */
  constructor(buckets = []) {
    /** @type {Bucket[]} */
    this.buckets = buckets;
  }

  /** @returns {Bucket|undefined} */
  get last() {
    return this.buckets[this.buckets.length - 1];
  }

  /** What is known already is left out. @param {Bucket} bucket */
  push({first, step, t, bob, eve, shadow}) {
    const end = this.last?.step ?? -1;
    if (step <= end || !(bob || eve || shadow)) return;
    this.buckets.push({first: Math.max(first, end + 1), step, t, bob, eve, shadow});
    if (this.buckets.length >= 2 * kCapacity) this.buckets = thin(this.buckets, kCapacity);
  }
}
