// The relay's HTTP interface.

/** @typedef {import('./messages.js').History} History */

/** @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
async function get(path, signal) {
  const answer = await fetch(path, {signal, headers: {Accept: 'application/json'}});
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? `The relay answered ${answer.status}.`);
  return body;
}

/** @param {string} session */
const at = (session) => `/api/sessions/${encodeURIComponent(session)}`;

/** @returns {Promise<import('./http_types.js').SessionList>} */
export const sessions = () => get('/api/sessions');

/**
 * @param {string} session
 * @param {{from?: number, to?: number, points?: number}} range steps, inclusive
 * @param {AbortSignal} [signal]
 * @returns {Promise<History>}
 */
export function history(session, range = {}, signal) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(range)) query.set(name, String(value));
  return get(`${at(session)}/history?${query}`, signal);
}

/** @param {string} session @returns {Promise<import('./http_types.js').SessionEvents>} */
export const events = (session) => get(`${at(session)}/events`);

/** @param {string} session @returns {Promise<import('./http_types.js').SessionDetails>} */
export const details = (session) => get(at(session));

/** @param {string} session */
export const csvAddress = (session) => `${at(session)}/history?points=5000&format=csv`;
