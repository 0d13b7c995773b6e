// What is drawn on the chart besides the curves: chance, the bounds of success, events, the other
// run, and the names at the lines' ends.

/** @typedef {import('./vendor/uPlot.esm.js')} Plot */
/** @typedef {import('./theme.js').Palette} Palette */
/** @typedef {import('./types.js').SessionEvent} SessionEvent */
/** @typedef {import('./types.js').Bucket} Bucket */
/** @typedef {import('./store.js').View} View */

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

/** Their names; over the curves, with a halo that keeps them legible. @param {Plot} plot @param {number} bits @param {Palette} palette */
export function drawBoundNames(plot, bits, palette) {
  const {ctx} = plot;
  const {right, ratio} = place(plot);
  const {chance, bob, eve} = bounds(bits);
  const y = heightOf(plot);
  ctx.save();
  ctx.font = `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = 'right';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4 * ratio;
  ctx.strokeStyle = palette.card;
  ctx.fillStyle = palette.muted;
  const name = (/** @type {string} */ text, /** @type {number} */ at) => {
    ctx.strokeText(text, right - 6 * ratio, at);
    ctx.fillText(text, right - 6 * ratio, at);
  };
  name(`tossing coins: ${chance} wrong`, y(chance) - 13 * ratio);
  name(`a secret: Eve above ${Number(eve.toFixed(2))} …`, y(eve) + 22 * ratio);
  name(`… and Bob below ${Number(bob.toFixed(3))}`, y(bob) - 9 * ratio);
  ctx.restore();
}

/**
 * @param {Plot} plot
 * @param {SessionEvent[]} events
 * @param {'step'|'t'} axis
 * @param {Palette} palette
 */
export function drawEvents(plot, events, axis, palette) {
  const {ctx} = plot;
  const {left, right, top, bottom, ratio} = place(plot);
  ctx.save();
  ctx.font = `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = 'left';
  const marks = events
    .filter((event) => kMarked[event.kind])
    .map((event) => ({event, name: kMarked[event.kind], x: plot.valToPos(event[axis], 'x', true)}))
    .filter(({x}) => x >= left && x <= right);
  marks.forEach(({event, name, x}, i) => {
    const colour = event.kind === 'secret' ? palette.good : event.kind === 'lost' || event.kind === 'left' ? palette.bad : palette.muted;
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.globalAlpha = 0.7;
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x - 5 * ratio, top);
    ctx.lineTo(x + 5 * ratio, top);
    ctx.lineTo(x, top + 7 * ratio);
    ctx.fill();
    // A name only where it touches neither the next mark nor the end.
    const end = x + ctx.measureText(name).width + 14 * ratio;
    if (end < (marks[i + 1]?.x ?? right)) ctx.fillText(name, x + 7 * ratio, top + 10 * ratio);
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
