// What is drawn on the chart besides the curves: chance, the bounds of success, events, the other
// run, and the names at the lines' ends.

/** @typedef {import('../vendor/uPlot.esm.js')} Plot */
/** @typedef {import('../ui/theme.js').Palette} Palette */
/** @typedef {import('../state/types.js').SessionEvent} SessionEvent */
/** @typedef {import('../state/types.js').Bucket} Bucket */
/** @typedef {import('../state/store.js').View} View */

/** @type {Record<string, string>} */
const kMarked = {
  secret: 'secret',
  lost: 'secret lost',
  control: 'control',
  epoch: 'restart',
  left: 'left',
  behind: 'Eve behind',
  finished: 'end',
};

/** The criterion's bounds (docs/report.md). @param {number} bits */
export const bounds = (bits) => ({chance: bits / 2, bob: (0.05 * bits) / 16, eve: (7.3 * bits) / 16});

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

/** Where Bob and Eve have to be for a secret; under the curves. @param {Plot} plot @param {number} bits @param {Palette} palette */
export function drawBounds(plot, bits, palette) {
  const {ctx} = plot;
  const {left, right, bottom, width, ratio} = place(plot);
  const {chance, bob, eve} = bounds(bits);
  const y = heightOf(plot);
  const above = 2 * chance - eve;
  ctx.save();
  ctx.globalAlpha = 0.1;
  ctx.fillStyle = palette.eve;
  ctx.fillRect(left, y(above), width, y(eve) - y(above));
  ctx.fillStyle = palette.bob;
  ctx.fillRect(left, y(bob), width, bottom - y(bob));
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.muted;
  ctx.lineWidth = ratio;
  for (const value of [chance, eve, bob]) {
    ctx.setLineDash((value === chance ? [6, 4] : [1, 3]).map((each) => each * ratio));
    ctx.beginPath();
    ctx.moveTo(left, y(value));
    ctx.lineTo(right, y(value));
    ctx.stroke();
  }
  ctx.restore();
}

/**
 * Their names; over the curves, with a halo that keeps them legible. Each stands at the right, or
 * where less of the curves and of the events would be covered.
 * @param {Plot} plot
 * @param {number} bits
 * @param {Palette} palette
 * @param {(left: number, right: number) => [number, number][]} occupied heights, as values, of what is
 *   drawn between two places; every event's mark among them
 */
export function drawBoundNames(plot, bits, palette, occupied) {
  const {ctx} = plot;
  const {left, width, ratio} = place(plot);
  const {chance, bob, eve} = bounds(bits);
  const y = heightOf(plot);
  ctx.save();
  ctx.font = font(ratio);
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
  name(`tossing coins: ${chance} wrong`, y(2 * chance - eve) - 6 * ratio);
  name(`a secret: Eve above ${Number(eve.toFixed(2))} …`, y(eve) + 18 * ratio);
  name(`… and Bob below ${Number(bob.toFixed(3))}`, y(bob) - 9 * ratio);
  ctx.restore();
}

/** @param {number} ratio */
const font = (ratio) => `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;

/**
 * The events that are marked, and where.
 * @param {Plot} plot
 * @param {SessionEvent[]} events
 * @param {'step'|'t'} axis
 */
function marksOf(plot, events, axis) {
  const {left, right} = place(plot);
  return events
    .filter((event) => kMarked[event.kind])
    .map((event) => ({event, name: kMarked[event.kind], x: plot.valToPos(event[axis], 'x', true)}))
    .filter(({x}) => x >= left && x <= right);
}

/** @param {SessionEvent} event @param {Palette} palette */
const colourOf = (event, palette) =>
  event.kind === 'secret' ? palette.good : event.kind === 'lost' || event.kind === 'left' ? palette.bad : palette.muted;

/** Where there are marks. @param {Plot} plot @param {SessionEvent[]} events @param {'step'|'t'} axis */
export const markPlaces = (plot, events, axis) => marksOf(plot, events, axis).map(({x}) => x);

/**
 * Their lines, under everything else.
 * @param {Plot} plot
 * @param {SessionEvent[]} events
 * @param {'step'|'t'} axis
 * @param {Palette} palette
 */
export function drawEventLines(plot, events, axis, palette) {
  const {ctx} = plot;
  const {top, bottom, ratio} = place(plot);
  ctx.save();
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  for (const {event, x} of marksOf(plot, events, axis)) {
    ctx.strokeStyle = colourOf(event, palette);
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
 * @param {SessionEvent[]} events
 * @param {'step'|'t'} axis
 * @param {Palette} palette
 */
export function drawEvents(plot, events, axis, palette) {
  const {ctx} = plot;
  const {right, top, ratio} = place(plot);
  ctx.save();
  ctx.font = font(ratio);
  ctx.textAlign = 'left';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4 * ratio;
  ctx.strokeStyle = palette.card;
  const marks = marksOf(plot, events, axis).sort((a, b) => a.x - b.x);
  marks.forEach(({event, name, x}, i) => {
    ctx.fillStyle = colourOf(event, palette);
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
 * @param {View} view
 * @param {(value: number) => number} shown
 * @param {Palette} palette
 */
export function drawCompared(plot, buckets, view, shown, palette) {
  const {ctx} = plot;
  const {ratio} = place(plot);
  inside(plot, () => {
    for (const who of /** @type {const} */ (['bob', 'eve'])) {
      ctx.strokeStyle = palette[who];
      ctx.lineWidth = 1.5 * ratio;
      ctx.globalAlpha = 0.85;
      ctx.setLineDash([7 * ratio, 5 * ratio]);
      ctx.beginPath();
      for (const bucket of buckets) {
        const spread = bucket[who];
        if (spread) ctx.lineTo(plot.valToPos(bucket[view.axis], 'x', true), plot.valToPos(shown(spread[1]), 'y', true));
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
  const line = 14 * ratio;
  const placed = ends
    .map((end) => ({...end, at: plot.valToPos(end.value, 'y', true), x: plot.valToPos(end.x, 'x', true)}))
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

/** The event nearest to a place on the chart, if any. @param {Plot} plot @param {SessionEvent[]} events @param {'step'|'t'} axis @param {number} left */
export function eventNear(plot, events, axis, left) {
  let best = null;
  let nearest = 7;
  for (const event of events) {
    if (!kMarked[event.kind]) continue;
    const distance = Math.abs(plot.valToPos(event[axis], 'x') - left);
    if (distance < nearest) {
      nearest = distance;
      best = event;
    }
  }
  return best;
}
