// What an audit says of the secret, in plain words that claim no more than was measured.
import {count} from '../ui/format.js';

/** @typedef {import('./audits.js').Audit} Audit */
/** @typedef {import('./audits.js').Attacker} Attacker */

/** Bits that an attacker may gain without the key before a secret is called hollow: as the relay's. */
export const kHollowGain = 0.5;

/** @param {number} bits */
const one = (bits) => bits.toFixed(1);

/** "is wrong in 3.9 of 16 bits", or, of who reads no single bits, "learns at least 2.1 of 16 bits". @param {Attacker} attacker @param {number} bits */
export function readsHowMuch({last}, bits) {
  return last.bits_wrong === undefined ? `learns at least ${one(last.leak_bits)} of ${bits} bits` : `is wrong in ${one(last.bits_wrong)} of ${bits} bits`;
}

/** @param {Attacker[]} attackers */
const number = (attackers) => (attackers.length === 1 ? 'the one attacker' : `the ${attackers.length} attackers`);

/**
 * What the relay said of the newest audit that is over: its grade, with a bound where there is one.
 * @param {import('../net/messages.js').Notice[]} notices @param {Audit|null} newest that anybody has spoken of
 */
export function gradeSentence(notices, newest) {
  const told = notices.findLast(({kind}) => kind === 'audited');
  return told && (!newest || (newest.over && told.step >= newest.step)) ? told.text : '';
}

/**
 * @param {Audit|null} audit
 * @param {{bits: number, eve: number|undefined, fails: boolean, grade: string}} now Eve's bits wrong, whether she fails, and what
 *     the relay said of this audit
 */
export function auditSentence(audit, {bits, eve, fails, grade}) {
  if (!audit || !audit.best) {
    if (grade) return grade;
    return fails ? 'Eve fails, but nobody else has tried yet: only an audit tells what the secret is worth.' : 'No audit yet. In an audit, fresh attackers without the key learn to read what Alice sends.';
  }
  const {best} = audit;
  const how = `${best.name}, without the key, ${readsHowMuch(best, bits)}`;
  const heard = audit.attackers.filter(({last}) => (last.missed ?? 0) === 0);
  const gap = heard.length < audit.attackers.length ? ' Some of them did not hear all of it.' : '';
  if (best.last.gain > kHollowGain) {
    const eves = eve === undefined ? '' : fails ? `, so Eve’s ${one(eve)} was no secret: she does not know how to look` : `; Eve is wrong in ${one(eve)}`;
    return `${audit.over ? 'Hollow' : 'Hollow already, and they still learn'}: ${how}${eves}.${gap}`;
  }
  if (!audit.over) return `The attackers still learn. So far the best, ${how}.${gap}`;
  if (grade) return `${grade}${gap}`;
  return `None of ${number(audit.attackers)} that reported gains more than half a bit of ${bits}; the best, ${how}. Another attacker may do better: that is not shown.${gap}`;
}

/** How far an attacker is. @param {Attacker} attacker */
export function progressWords({last}) {
  if (last.final) return last.missed ? `judged, missed ${count(last.missed)} minibatches` : 'judged';
  return `${count(last.minibatches)} of ${count(last.of)} minibatches`;
}
