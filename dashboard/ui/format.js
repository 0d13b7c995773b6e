// Numbers as people read them.

const whole = new Intl.NumberFormat('en');
/** "12,345" @param {number} n */
export const count = (n) => whole.format(Math.round(n));

/** "1:02:03.4" or "12.3 s" @param {number} seconds */
export function clock(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  const s = Math.floor(seconds % 60);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)} min`;
}

/** Bits wrong, with the digits that matter. @param {number} value */
export const bitsText = (value) => (value >= 0.995 ? value.toFixed(2) : value.toFixed(3));
