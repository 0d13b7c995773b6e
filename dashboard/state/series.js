// The curves of one run as buckets of steps, in bounded memory: when there are too many, neighbours
// are merged. Smallest and largest values survive every merge, so no spike is ever lost; means are
// weighed by how many values they are of, so they stay true.

/** @typedef {import('./types.js').Bucket} Bucket */
/** @typedef {import('./types.js').Spread} Spread */
/** @typedef {import('../net/messages.js').History} History */
/** @typedef {import('../net/messages.js').Samples} Samples */

const kCapacity = 1000;

/** @param {Spread|undefined} a @param {Spread} b @returns {Spread} */
function mergeSpread(a, b) {
  if (!a) return b;
  const values = a[3] + b[3];
  return [Math.min(a[0], b[0]), (a[1] * a[3] + b[1] * b[3]) / values, Math.max(a[2], b[2]), values];
}

/** @param {Bucket} a @param {Bucket} b that comes after it @returns {Bucket} */
function merge(a, b) {
  const series = {...a.series};
  for (const [name, spread] of Object.entries(b.series)) series[name] = mergeSpread(series[name], spread);
  return {first: a.first, step: b.step, t: b.t, series};
}

/** @param {Bucket} bucket */
const measured = (bucket) => Object.keys(bucket.series).length > 0;

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

/**
 * A history's rows. Those in which nothing was measured, because all their steps are of another
 * phase than the main one, are left out: they would tear the curves apart.
 * @param {History} history
 * @returns {Bucket[]}
 */
export function bucketsOf(history) {
  const column = Object.fromEntries(history.columns.map((name, i) => [name, i]));
  const names = history.columns.filter((name) => name.endsWith('_mean')).map((name) => name.slice(0, -'_mean'.length));
  return history.rows
    .map((row) => {
      /** @type {Record<string, Spread>} */
      const series = {};
      for (const name of names) {
        const mean = row[column[`${name}_mean`]];
        if (mean == null) continue;
        series[name] = [row[column[`${name}_min`]] ?? mean, mean, row[column[`${name}_max`]] ?? mean, row[column[`${name}_count`]] ?? 1];
      }
      return {first: row[column.first] ?? 0, step: row[column.step] ?? 0, t: row[column.t] ?? 0, series};
    })
    .filter(measured);
}

/** Samples count the steps done, a bucket names its last one. @param {Samples} samples @returns {Bucket} */
export const bucketOf = ({first, step, t, series}) => ({first, step: step - 1, t, series});

/** Of how many minibatches a bucket is. @param {Bucket} bucket */
const minibatches = (bucket) => Math.max(0, ...Object.values(bucket.series).map((spread) => spread[3]));

/** Whether there are so many minibatches in them. @param {Bucket[]} buckets @param {number} window */
export const fills = (buckets, window) => buckets.reduce((sum, bucket) => sum + minibatches(bucket), 0) >= window;

/**
 * Means over the last `window` minibatches: exact where each bucket is of one step, else over the
 * last buckets that hold at least so many.
 * @param {Bucket[]} buckets
 * @param {number} window
 */
export function windowMeans(buckets, window) {
  let from = buckets.length;
  for (let held = 0; from > 0 && held < window; ) held += minibatches(buckets[--from]);
  /** @type {Record<string, Spread>} */
  const all = {};
  for (const {series} of buckets.slice(from)) for (const [name, spread] of Object.entries(series)) all[name] = mergeSpread(all[name], spread);
  return Object.fromEntries(Object.entries(all).map(([name, spread]) => [name, spread[1]]));
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

  /** What comes next. Steps that were there already have been taken again: the new ones take their place. @param {Bucket} bucket */
  push(bucket) {
    this.cut(bucket.first);
    if (!measured(bucket)) return;
    this.buckets.push(bucket);
    if (this.buckets.length >= 2 * kCapacity) this.buckets = thin(this.buckets, kCapacity);
  }

  /** Forgets `step` and what came after it. @param {number} step */
  cut(step) {
    while (this.last && this.last.first >= step) this.buckets.pop();
    const {last} = this;
    // What was merged cannot be taken apart again.
    if (last && last.step >= step) this.buckets[this.buckets.length - 1] = {...last, step: step - 1};
  }
}
