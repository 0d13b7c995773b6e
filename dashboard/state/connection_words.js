// How the page stands with its relay, in words.

/** @typedef {import('./store.js').ConnectionState} ConnectionState */

/**
 * `says` changes when something has happened, `wait` every second: it is not for a live region.
 *
 * @param {{state: ConnectionState, text: string, session: string, recorded: string, retryInMs: number}} now `text`: the
 *     connection's own words; `recorded`: the session that is replayed, else empty
 * @returns {{shown: ConnectionState|'replay', says: string, wait: string}}
 */
export function connectionWords({state, text, session, recorded, retryInMs}) {
  if (recorded) return {shown: 'replay', says: `Replay of “${recorded}”`, wait: ''};
  if (state === 'open') return {shown: state, says: `Live: “${session}”`, wait: ''};
  if (state !== 'lost') return {shown: state, says: text, wait: ''};
  const seconds = Math.ceil(retryInMs / 1000);
  return {shown: state, says: text, wait: seconds > 1 ? ` in ${seconds} s` : ' …'};
}
