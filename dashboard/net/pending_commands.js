// The operator's commands that the relay has still to answer. Each has a number of its own, and gets
// one outcome: what the relay says of it, or that nothing was heard.

/** @typedef {import('./messages.js').Command} Command */
/** @typedef {import('./messages.js').CommandResult} CommandResult */
/** @typedef {Omit<Command, 'type'|'id'>} Order */

/**
 * unsent: there is no line to the relay; silent: no answer yet, it may still come; lost: the line
 * dropped before the answer, which will not come any more.
 * @typedef {{kind: 'accepted', order: Order, result: CommandResult} | {kind: 'refused', order: Order, result: CommandResult}
 *   | {kind: 'unsent'|'silent'|'lost', order: Order}} Outcome
 */

/** An answer that takes longer than this is said to be missing. */
export const kAnswerMs = 5000;

export class PendingCommands {
  /**
   * @param {(command: Command) => boolean} send whether it went out
   * @param {(act: () => void, ms: number) => any} [later]
   * @param {(timer: any) => void} [never]
   */
  constructor(send, later = (act, ms) => setTimeout(act, ms), never = (timer) => clearTimeout(timer)) {
    this.send = send;
    this.later = later;
    this.never = never;
    this.last = 0;
    /** @type {Map<number, {order: Order, told: (outcome: Outcome) => void, timer: any}>} */
    this.pending = new Map();
  }

  /** @param {Order} order @param {(outcome: Outcome) => void} told */
  give(order, told) {
    const id = ++this.last;
    if (!this.send({type: 'command', id, ...order})) return told({kind: 'unsent', order});
    const timer = this.later(() => told({kind: 'silent', order}), kAnswerMs);
    this.pending.set(id, {order, told, timer});
  }

  /** @param {CommandResult} result */
  answered(result) {
    const command = this.pending.get(result.id);
    if (!command) return;
    this.pending.delete(result.id);
    this.never(command.timer);
    command.told({kind: result.accepted ? 'accepted' : 'refused', order: command.order, result});
  }

  /** The line is gone, and with it every answer. */
  lost() {
    const lost = [...this.pending.values()];
    this.pending.clear();
    for (const {order, told, timer} of lost) {
      this.never(timer);
      told({kind: 'lost', order});
    }
  }
}
