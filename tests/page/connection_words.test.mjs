import assert from 'node:assert/strict';
import {test} from 'node:test';
import {connectionWords} from '../../dashboard/state/connection_words.js';

const now = (/** @type {object} */ more) =>
  connectionWords({state: 'open', text: 'its own words', session: 'live', recorded: '', retryInMs: -Infinity, ...more});

test('ConnectionWords_Lost_TheCountdownIsNoPartOfWhatIsSaid', () => {
  const text = 'The relay is gone; trying again';
  const said = [4000, 3000, 2000, 900, -1].map((retryInMs) => now({state: 'lost', text, retryInMs}));
  assert.deepEqual(new Set(said.map(({says}) => says)), new Set([text]));
  assert.deepEqual(said.map(({wait}) => wait), [' in 4 s', ' in 3 s', ' in 2 s', ' …', ' …']);
});

test('ConnectionWords_OtherStates_HaveNoCountdown', () => {
  assert.deepEqual(now({}), {shown: 'open', says: 'Live: “live”', wait: ''});
  assert.deepEqual(now({state: 'refused'}), {shown: 'refused', says: 'its own words', wait: ''});
  assert.deepEqual(now({state: 'lost', recorded: 'live-1'}), {shown: 'replay', says: 'Replay of “live-1”', wait: ''});
});
