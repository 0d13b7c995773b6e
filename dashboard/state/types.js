// Shapes of what the relay sends (docs/protocol.md). Types only; nothing runs here.

/** @typedef {'alice'|'bob'|'eve'} Party */
/** @typedef {[number, number, number]} Spread smallest, mean, largest */

/**
 * Consecutive steps, taken together.
 * @typedef {object} Bucket
 * @property {number} first
 * @property {number} step the last one
 * @property {number} t seconds since the first turn, at its end
 * @property {Spread|null} bob
 * @property {Spread|null} eve
 * @property {Spread|null} shadow
 */

/**
 * @typedef {object} History
 * @property {string} session
 * @property {number} first
 * @property {number} last
 * @property {number} bits
 * @property {string[]} columns
 * @property {(number|null)[][]} rows
 */

/** @typedef {{t: number, step: number, kind: string, text: string}} SessionEvent */

/**
 * A chat message that Alice sent.
 * @typedef {object} Message
 * @property {number} number
 * @property {number} say the operator's order that it answers, 0 for none
 * @property {number} t
 * @property {number} step
 * @property {number} rows
 * @property {number} columns
 * @property {string} ciphertext base64 of int8
 * @property {string|null} text null when typed at Alice's own terminal
 */

/** @typedef {{number: number, role: 'bob'|'eve', t: number, step: number, bytes: string}} Reading */
/** @typedef {{step: number, t: number, rows: number, columns: number, values: string}} Ciphertext */
/** @typedef {{step: number, t: number, columns: number, values: string}} Sensitivity */
/** @typedef {{role: Party, what: string, waited_ms: number, deadline_ms: number}} Wait */
/** @typedef {{cycle: string, learning_rate: number, frozen: boolean, step_ms: number}} ControlValues */

/**
 * @typedef {object} Status
 * @property {string} session
 * @property {'gathering'|'running'|'paused'|'finishing'|'finished'} state
 * @property {string} text
 * @property {number} epoch
 * @property {number} step
 * @property {number} alice_bob_steps
 * @property {string} phase
 * @property {Party[]} connected
 * @property {number} running_s
 * @property {number} refused
 * @property {number} missed_by_eve
 * @property {boolean} eve_behind
 * @property {Wait} [waiting]
 * @property {number} [bob_bits_wrong]
 * @property {number} [eve_bits_wrong]
 * @property {number} [shadow_bits_wrong]
 * @property {number|null} [secret_since_step]
 * @property {boolean|null} [twin_in_step]
 * @property {ControlValues} [controls]
 * @property {number} [watchers]
 * @property {boolean} [journal]
 */

/**
 * @typedef {object} Samples
 * @property {number} step
 * @property {number} alice_bob_steps
 * @property {number} t
 * @property {number} first
 * @property {number} dropped
 * @property {Spread|null} bob
 * @property {Spread|null} eve
 * @property {Spread|null} shadow
 * @property {number} steps_per_s
 * @property {Partial<Record<Party, number>>} [hop_ms]
 */

/** @typedef {{bits: number, minibatch?: number, cycle?: string, learning_rate?: number, shadow?: string}} Config */

/**
 * @typedef {object} Snapshot
 * @property {History} history
 * @property {SessionEvent[]} events
 * @property {Message[]} messages
 * @property {Reading[]} readings
 * @property {Ciphertext|null} ciphertext
 * @property {Sensitivity|null} sensitivity
 */

/** @typedef {{session: string, created?: string, steps: number, outcome: string|null, bits: number}} Recorded */
/** @typedef {Status & {created?: string}} LiveSession */
/** @typedef {{sessions: LiveSession[], recorded?: Recorded[]}} SessionList */

export {};
