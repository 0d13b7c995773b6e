// What a probe of task selective says: pairs of what is hidden and what Eve takes it for.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {distancesOf, pairsOf} from '../../dashboard/state/guesses.js';

const probe = (columns, bytes) => ({type: 'probe', step: 6, t: 1, columns, values: Buffer.from(bytes).toString('base64')});

test('pairs are numbers from -1 to 1', () => {
  assert.deepEqual(pairsOf(probe(2, [0, 255, 255, 0])), [
    {hidden: -1, guess: 1},
    {hidden: 1, guess: -1},
  ]);
});

test('what is no table of pairs has none', () => {
  assert.deepEqual(pairsOf(probe(16, [1, 2, 3, 4])), []);
});

test('guesses are as far as they are, and who says 0 is as far as the numbers are from it', () => {
  const {guessed, middle} = distancesOf([
    {hidden: 0.5, guess: 0.25},
    {hidden: -1, guess: -0.25},
  ]);
  assert.equal(guessed, 0.5);
  assert.equal(middle, 0.75);
});
