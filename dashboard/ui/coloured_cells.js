// Numbers as coloured cells on a canvas.

/** @typedef {[number, number, number]} Rgb */

/** @param {string} css "rgb(1, 2, 3)" @returns {Rgb} */
export function rgb(css) {
  const [r = 0, g = 0, b = 0] = (css.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
}

/** @param {Rgb} a @param {Rgb} b @param {number} share of b @returns {Rgb} */
const mix = (a, b, share) => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** @param {Rgb} colour */
const css = (colour) => `rgb(${colour.map(Math.round).join(',')})`;

/** Below 1: numbers near zero are told apart, too. The legends are drawn with the same colours. */
const kGamma = 0.65;

/**
 * Colours for -1 to 1.
 * @param {import('./theme.js').Palette} palette
 * @returns {(value: number) => string}
 */
export function diverging(palette) {
  const [minus, zero, plus] = [rgb(palette.minus), rgb(palette.zero), rgb(palette.plus)];
  return (value) => css(mix(zero, value < 0 ? minus : plus, Math.min(1, Math.abs(value)) ** kGamma));
}

/**
 * Colours for 0 to 1.
 * @param {import('./theme.js').Palette} palette
 * @returns {(value: number) => string}
 */
export function sequential(palette) {
  const [zero, heat] = [rgb(palette.zero), rgb(palette.heat)];
  return (value) => css(mix(zero, heat, Math.min(1, value) ** kGamma));
}

/**
 * Fits the canvas' pixels to its place on the page.
 * @param {HTMLCanvasElement} canvas
 */
export function fitted(canvas) {
  const ratio = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return {context, width, height};
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number, width: number, height: number}} place
 * @param {number} rows
 * @param {number} columns
 * @param {(row: number, column: number) => string} colour
 */
export function cells(context, place, rows, columns, colour) {
  const gap = Math.min(place.width / columns, place.height / rows) > 5 ? 1 : 0;
  for (let row = 0; row < rows; row++) {
    const top = Math.round(place.y + (place.height * row) / rows);
    const bottom = Math.round(place.y + (place.height * (row + 1)) / rows);
    for (let column = 0; column < columns; column++) {
      const left = Math.round(place.x + (place.width * column) / columns);
      const right = Math.round(place.x + (place.width * (column + 1)) / columns);
      context.fillStyle = colour(row, column);
      context.fillRect(left, top, right - left - gap, bottom - top - gap);
    }
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {(share: number) => string} colour of 0 (left) to 1
 */
export function legend(canvas, colour) {
  const {context, width, height} = fitted(canvas);
  for (let x = 0; x < width; x++) {
    context.fillStyle = colour(x / Math.max(1, width - 1));
    context.fillRect(x, 0, 1, height);
  }
}
