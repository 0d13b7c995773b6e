// What the relay answers over HTTP (docs/protocol.md), and words for what its messages hold. Types only; nothing runs
// here.

/** @typedef {import('./messages.js').Ciphertext} Ciphertext */
/** @typedef {import('./messages.js').Probe} Probe */
/** @typedef {import('./messages.js').Notice} Notice */
/** @typedef {import('./messages.js').Message} Message */
/** @typedef {import('./messages.js').Reading} Reading */
/** @typedef {import('./messages.js').Status} Status */
/** @typedef {import('./messages.js').TaskInfo} TaskInfo */
/** @typedef {import('./messages.js').SessionConfig} SessionConfig */

/** @typedef {'alice'|'bob'|'eve'} Party */

/** Least, mean, most, and how many values that are. @typedef {[number, number, number, number]} Spread */

/** The fields that the page reads (docs/report.md). @typedef {{outcome?: string, steps?: number, config?: SessionConfig, goal_since_step?: number|null}} Report */

/**
 * GET /api/sessions/{name}
 * @typedef {object} SessionDetails
 * @property {Status|null} status null of a recorded session
 * @property {Report|null} report
 * @property {SessionConfig} config
 * @property {TaskInfo} task
 * @property {boolean} live
 * @property {number} [folded_before] of a recorded session: the steps before it are kept in buckets
 */

/**
 * GET /api/sessions/{name}/events
 * @typedef {object} SessionEvents
 * @property {Notice[]} notices
 * @property {Message[]} messages
 * @property {Reading[]} readings
 * @property {Ciphertext[]} [ciphertexts] of a recorded session: a few, each with its time
 * @property {Probe[]} [probes]
 * @property {import('./messages.js').ToldFinding[]} [findings] of attackers, each with its time
 * @property {string[]} [cut] of a recorded session: lists that lack older entries
 */

/** @typedef {{session: string, created?: string, steps: number, outcome: string|null, bits: number}} RecordedSession */

/** @typedef {Status & {created?: string}} LiveSession */

/** GET /api/sessions @typedef {{sessions: LiveSession[], recorded?: RecordedSession[]}} SessionList */

export {};
