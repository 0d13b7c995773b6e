// What the page shows, in the fragment of its address: to be kept, sent and come back to. The
// fragment stays in the browser; the operator's token in it reaches the relay in `hello` only.

/** @typedef {import('../state/types.js').View} View */

/**
 * @typedef {object} Place
 * @property {string} session
 * @property {string} token
 * @property {View} view
 * @property {string} replay the run that is replayed, or ''
 * @property {number|null} at seconds into the replay; null: not said
 */

/** @param {string} fragment @returns {Place} */
export function read(fragment) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''));
  const number = (/** @type {string|undefined|null} */ text) => {
    const value = text ? Number(text) : NaN;
    return Number.isFinite(value) ? value : null;
  };
  const [from, to] = (parts.get('zoom') ?? '').split('-').map(number);
  return {
    session: parts.get('session') ?? '',
    token: parts.get('token') ?? '',
    view: {
      axis: parts.get('x') === 't' ? 't' : 'step',
      log: parts.get('y') === 'log',
      shadow: parts.get('copy') === '1',
      zoom: from != null && to != null && from < to ? [from, to] : null,
      compare: parts.get('compare') ?? '',
    },
    replay: parts.get('replay') ?? '',
    at: number(parts.get('at')),
  };
}

/** @param {number} value */
const short = (value) => String(Number(value.toPrecision(8)));

/** @param {Place} place */
export function write(place) {
  const parts = new URLSearchParams();
  const {view} = place;
  if (place.session) parts.set('session', place.session);
  if (place.token) parts.set('token', place.token);
  if (view.axis === 't') parts.set('x', 't');
  if (view.log) parts.set('y', 'log');
  if (view.shadow) parts.set('copy', '1');
  if (view.zoom) parts.set('zoom', view.zoom.map(short).join('-'));
  if (view.compare) parts.set('compare', view.compare);
  if (place.replay) parts.set('replay', place.replay);
  if (place.replay && place.at !== null) parts.set('at', place.at.toFixed(2));
  const fragment = parts.toString();
  return fragment ? `#${fragment}` : '';
}
