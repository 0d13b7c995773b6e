// The page's own types. Those of the relay's messages are in net/messages.js. Types only; nothing runs here.

/** @typedef {import('../net/http_types.js').Spread} Spread */

/**
 * Consecutive steps, taken together.
 * @typedef {object} Bucket
 * @property {number} first
 * @property {number} step the last one
 * @property {number} t seconds since the first turn, at its end
 * @property {Record<string, Spread>} series by name; absent where nothing was measured
 */

/**
 * A message with what Bob and Eve made of it.
 * @typedef {object} Attempt
 * @property {import('../net/messages.js').Message} message
 * @property {import('../net/messages.js').Reading|null} bob
 * @property {import('../net/messages.js').Reading|null} eve
 */

/**
 * How the goal stands.
 * @typedef {object} Standing
 * @property {Record<string, number>} means by series, over the goal's window; absent: nothing was measured yet
 * @property {number|null} since the step since which the goal has been met
 * @property {string} text the relay's sentence on it, or ''
 * @property {import('./audits.js').Audit|null} [audit] the newest that anybody has spoken of
 */

/**
 * How the curves are shown; kept in the address.
 * @typedef {object} View
 * @property {'step'|'t'} axis
 * @property {boolean} log
 * @property {boolean} shadow also the series that the goal does not bound
 * @property {[number, number]|null} zoom in the axis' unit; null follows the run
 * @property {string} compare another session's name, or ''
 */

export {};
