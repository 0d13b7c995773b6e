// What became of a command, in plain words.
import {count} from '../ui/format.js';
import {kAnswerMs} from '../net/pending_commands.js';

/** @typedef {import('../net/pending_commands.js').Outcome} Outcome */
/** @typedef {import('../net/pending_commands.js').Order} Order */

/** @type {Record<string, string>} */
const kNames = {
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  step: 'One step',
  pace: 'Slow motion',
  say: 'The message',
  cycle: 'The new cycle',
  learning_rate: 'The new learning rate',
  freeze: 'Freezing Alice and Bob',
  unfreeze: 'Unfreezing Alice and Bob',
  reset_eve: 'Resetting Eve',
  audit: 'The audit',
};

/** @param {Order} order */
function done(order) {
  switch (order.name) {
    case 'pause':
      return 'The session pauses';
    case 'resume':
      return 'The session goes on';
    case 'stop':
      return 'The session ends';
    case 'step':
      return 'One step is taken';
    case 'pace':
      return order.step_ms ? `A step takes at least ${count(order.step_ms)} ms` : 'Full speed';
    case 'say':
      return order.repeat_ms ? 'Alice sends it again and again' : 'Alice sends it once';
    case 'cycle':
      return `The cycle is ${order.cycle}`;
    case 'learning_rate':
      return `The learning rate is ${order.learning_rate}`;
    case 'freeze':
      return 'Alice and Bob keep their weights';
    case 'unfreeze':
      return 'Alice and Bob learn again';
    case 'reset_eve':
      return 'Eve starts anew';
    case 'audit':
      return 'An audit begins';
    default:
      return `The relay does “${order.name}”`;
  }
}

/** @param {Outcome} outcome @returns {{text: string, bad: boolean}} */
export function outcomeWords(outcome) {
  const name = kNames[outcome.order.name] ?? `“${outcome.order.name}”`;
  switch (outcome.kind) {
    case 'accepted': {
      const {from_step} = outcome.result;
      return {text: `${done(outcome.order)}${from_step === undefined ? '' : ` from step ${count(from_step)}`}.`, bad: false};
    }
    case 'refused':
      return {text: `${name} is refused: ${(outcome.result.message ?? outcome.result.code ?? 'the relay does not say why').replace(/\.$/, '')}.`, bad: true};
    case 'unsent':
      return {text: `${name} was not sent: the relay cannot be reached just now.`, bad: true};
    case 'silent':
      return {text: `${name}: the relay has not answered within ${kAnswerMs / 1000} s.`, bad: true};
    case 'lost':
      return {text: `${name}: the line dropped before the relay answered. Whether it was done can be seen once the page is attached again.`, bad: true};
  }
}
