// Eve's guesses at the hidden number, as a probe has them.
import {bytesOf} from './decode.js';

/** @typedef {{hidden: number, guess: number}} Guess both -1 to 1 */

/** @param {import('../net/messages.js').Probe} probe @returns {Guess[]} none where it is no table of pairs */
export function pairsOf({columns, values}) {
  if (columns !== 2) return [];
  const numbers = Array.from(bytesOf(values), (byte) => byte / 127.5 - 1);
  return Array.from({length: Math.floor(numbers.length / 2)}, (_, i) => ({hidden: numbers[2 * i], guess: numbers[2 * i + 1]}));
}

/** Mean distances: of the guesses, and of who says 0 each time. @param {Guess[]} guesses one at least */
export function distancesOf(guesses) {
  const mean = (/** @type {(guess: Guess) => number} */ of) => guesses.reduce((sum, each) => sum + of(each), 0) / guesses.length;
  return {guessed: mean(({hidden, guess}) => Math.abs(hidden - guess)), middle: mean(({hidden}) => Math.abs(hidden))};
}
