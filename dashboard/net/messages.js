// The relay's messages, protocol 2 (docs/protocol.md): one type each. Types only; nothing runs here.

/** @typedef {'alice'|'bob'|'eve'} Party */

// ---- To the relay ----

/**
 * @typedef {object} Hello
 * @property {'hello'} type
 * @property {2} protocol
 * @property {string} session
 * @property {'watcher'|'operator'} role
 * @property {string} token the operator's, or ''
 * @property {number[]} holds
 * @property {boolean} telemetry
 */

/**
 * @typedef {object} Command
 * @property {'command'} type
 * @property {number} id a whole number from 1, chosen by the sender
 * @property {string} name
 * @property {string} [cycle]
 * @property {number} [learning_rate]
 * @property {number} [step_ms]
 * @property {string} [text]
 * @property {number} [repeat_ms]
 */

// ---- From the relay ----

/**
 * @typedef {object} Welcome
 * @property {'welcome'} type
 * @property {number} protocol
 * @property {string} session
 * @property {string} role
 * @property {number} epoch
 * @property {number} step
 * @property {Config} config
 * @property {Task} task
 */

/** @typedef {{bits: number, task?: string, minibatch?: number, cycle?: string, learning_rate?: number, shadow?: string}} Config */

/**
 * What a session is about: its phases, its figures and what they are to reach.
 * @typedef {object} Task
 * @property {string} name
 * @property {string[]} phases
 * @property {string} main_phase whose steps the series are measured in
 * @property {TaskSeries[]} series
 * @property {Goal} goal
 */

/**
 * @typedef {object} TaskSeries
 * @property {string} name
 * @property {string} title
 * @property {Party} from who measures it
 * @property {string} phase
 * @property {number} max
 * @property {number} chance what tossing coins gives
 */

/**
 * @typedef {object} Goal
 * @property {string} name
 * @property {number} window so many minibatches of the main phase have to be within the bounds on the mean
 * @property {Bound[]} bounds
 */

/** @typedef {{series: string, at_most?: number, at_least?: number}} Bound */

/**
 * @typedef {object} Status
 * @property {'status'} [type]
 * @property {string} session
 * @property {'gathering'|'running'|'paused'|'finishing'|'finished'} state
 * @property {string} text
 * @property {number} epoch
 * @property {number} step
 * @property {string} phase
 * @property {number} main_steps
 * @property {Party[]} connected
 * @property {number} [listeners]
 * @property {number} running_s
 * @property {number} refused
 * @property {number} missed_by_eve
 * @property {boolean} eve_behind
 * @property {ControlValues} [controls]
 * @property {number} [watchers]
 * @property {boolean} [journal]
 * @property {Record<string, number>} means over the goal's window; a series is absent until it has values
 * @property {Wait} [waiting]
 * @property {number|null} [goal_since_step]
 * @property {string} [goal_text] one sentence on how the goal stands
 * @property {boolean|null} [twin_in_step]
 */

/** @typedef {{role: Party, what: string, waited_ms: number, deadline_ms: number}} Wait */
/** @typedef {{cycle: string, learning_rate: number, frozen: boolean, step_ms: number}} ControlValues */

/**
 * @typedef {object} CommandResult
 * @property {'command_result'} type
 * @property {number} id the command's
 * @property {boolean} accepted
 * @property {number} [from_step] the step from which it holds
 * @property {string} [code] why it was refused
 * @property {string} [message] the same in one sentence
 */

/** @typedef {{type: 'error', code: string, message: string}} ErrorMessage */

/**
 * @typedef {object} Snapshot
 * @property {'snapshot'} type
 * @property {History} history
 * @property {Notice[]} notices
 * @property {Message[]} messages
 * @property {Reading[]} readings
 * @property {Ciphertext|null} ciphertext
 * @property {Sensitivity|null} sensitivity
 */

/**
 * Buckets of consecutive steps, one a row: first, step, t, then NAME_min, NAME_mean, NAME_max and
 * NAME_count of every series.
 * @typedef {object} History
 * @property {string} session
 * @property {number|null} first
 * @property {number|null} last
 * @property {number} bits
 * @property {string[]} columns
 * @property {(number|null)[][]} rows
 */

/** Least, mean, most, and how many values that are. @typedef {[number, number, number, number]} Spread */

/**
 * The steps done since the last: from `first` to `step` - 1. A `first` that is not after what came
 * before takes its place: those steps were taken again.
 * @typedef {object} Samples
 * @property {'samples'} type
 * @property {number} first
 * @property {number} step steps done
 * @property {number} main_steps
 * @property {number} t
 * @property {Record<string, Spread>} series a series is absent where nothing was measured
 * @property {number} steps_per_s
 * @property {Partial<Record<Party, number>>} [compute_ms]
 * @property {number} dropped messages of samples that this page was too slow for
 */

/** @typedef {{type?: 'notice', t: number, step: number, kind: string, text: string}} Notice */

/**
 * A chat message that Alice sent.
 * @typedef {object} Message
 * @property {'message'} [type]
 * @property {number} number
 * @property {number} say the id of the say that it answers, 0 for none
 * @property {number} t
 * @property {number} step
 * @property {number} rows
 * @property {number} columns
 * @property {string} ciphertext base64 of int8
 * @property {string|null} text null when typed at Alice's own terminal
 */

/** @typedef {{type?: 'reading', number: number, role: 'bob'|'eve', t: number, step: number, bytes: string}} Reading */
/** @typedef {{type?: 'ciphertext', step: number, t: number, rows: number, columns: number, values: string}} Ciphertext */
/** @typedef {{type?: 'sensitivity', step: number, t: number, columns: number, values: string}} Sensitivity */
/** @typedef {{type: 'report', report: Report}} ReportMessage */
/** The fields that the page reads (docs/report.md). @typedef {{outcome?: string, steps?: number, config?: Config, goal_since_step?: number|null}} Report */

/**
 * @typedef {Welcome | (Status & {type: 'status'}) | CommandResult | ErrorMessage | Snapshot | Samples | (Notice & {type: 'notice'})
 *   | (Message & {type: 'message'}) | (Reading & {type: 'reading'}) | (Ciphertext & {type: 'ciphertext'})
 *   | (Sensitivity & {type: 'sensitivity'}) | ReportMessage} FromRelay
 */

// ---- HTTP ----

/**
 * GET /api/sessions/{name}
 * @typedef {object} SessionDetails
 * @property {Status|null} status null of a recorded session
 * @property {Report|null} report
 * @property {Config} config
 * @property {Task} task
 * @property {boolean} live
 */

/**
 * GET /api/sessions/{name}/events
 * @typedef {object} SessionEvents
 * @property {Notice[]} notices
 * @property {Message[]} messages
 * @property {Reading[]} readings
 * @property {Ciphertext[]} [ciphertexts] of a recorded session: a few, each with its time
 * @property {Sensitivity[]} [sensitivities]
 */

/** @typedef {{session: string, created?: string, steps: number, outcome: string|null, bits: number}} RecordedSession */
/** @typedef {Status & {created?: string}} LiveSession */
/** GET /api/sessions @typedef {{sessions: LiveSession[], recorded?: RecordedSession[]}} SessionList */

export {};
