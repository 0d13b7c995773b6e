// What attackers have come to in the audits of one run.

/** @typedef {import('../net/messages.js').ToldFinding} Finding */

/** Audits that are kept: the newest. */
const kAudits = 8;

/**
 * An attacker in one audit.
 * @typedef {object} Attacker
 * @property {string} name
 * @property {Finding[]} findings by minibatches learned from, ascending; at least one
 * @property {Finding} last
 */

/**
 * @typedef {object} Audit
 * @property {number} step with which it began
 * @property {Attacker[]} attackers in the order in which they spoke first
 * @property {boolean} over whether all who have said anything were judged
 * @property {Attacker|null} best who gains most
 */

export class Audits {
  constructor() {
    /** By the audit's step, then by the attacker's name. @type {Map<number, Map<string, Finding[]>>} */
    this.heard = new Map();
  }

  /** @param {Finding[]} findings in place of all that is known */
  take(findings) {
    this.heard.clear();
    for (const finding of findings) this.add(finding);
  }

  /** @param {Finding} finding */
  add(finding) {
    const audit = this.heard.get(finding.audit) ?? new Map();
    this.heard.set(finding.audit, audit);
    // Who learned from less than before has begun anew.
    const before = (audit.get(finding.attacker) ?? []).filter((/** @type {Finding} */ each) => each.minibatches < finding.minibatches);
    audit.set(finding.attacker, [...before, finding]);
    if (this.heard.size > kAudits) this.heard.delete(Math.min(...this.heard.keys()));
  }

  /** The newest audit that anybody has spoken of. @returns {Audit|null} */
  get newest() {
    if (!this.heard.size) return null;
    const step = Math.max(...this.heard.keys());
    const attackers = [...(this.heard.get(step) ?? [])].map(([name, findings]) => ({name, findings, last: findings[findings.length - 1]}));
    const best = attackers.reduce((/** @type {Attacker|null} */ most, each) => (most && most.last.gain >= each.last.gain ? most : each), null);
    return {step, attackers, over: attackers.every(({last}) => last.final), best};
  }
}
