import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PendingCommands, kAnswerMs} from '../../dashboard/net/pending_commands.js';
import {outcomeWords} from '../../dashboard/state/command_words.js';

/** Commands on a line that keeps what is sent, and timers that are run by hand. */
function line(open = true) {
  const sent = [];
  const timers = new Map();
  let number = 0;
  const commands = new PendingCommands(
    (command) => (open && sent.push(command), open),
    (act, ms) => (timers.set(++number, {act, ms}), number),
    (timer) => timers.delete(timer),
  );
  const told = [];
  const give = (order) => commands.give(order, (outcome) => told.push(outcome));
  const result = (answer) => commands.answered({type: 'command_result', ...answer});
  return {commands, sent, timers, told, give, result};
}

test('Commands_EachOne_HasANumberOfItsOwn', () => {
  const {give, sent} = line();
  give({name: 'pause'});
  give({name: 'pace', step_ms: 100});
  assert.deepEqual(sent, [{type: 'command', id: 1, name: 'pause'}, {type: 'command', id: 2, name: 'pace', step_ms: 100}]);
});

test('Commands_Answered_TellWhoeverGaveThem', () => {
  const {give, result, told, timers} = line();
  give({name: 'freeze'});
  give({name: 'step'});
  result({id: 1, accepted: true, from_step: 1203});
  result({id: 2, accepted: false, code: 'out_of_turn', message: 'a step is taken in a pause only'});
  assert.deepEqual(told.map(({kind}) => kind), ['accepted', 'refused']);
  assert.deepEqual(outcomeWords(told[0]), {text: 'Alice and Bob keep their weights from step 1,203.', bad: false});
  assert.deepEqual(outcomeWords(told[1]), {text: 'One step is refused: a step is taken in a pause only.', bad: true});
  assert.equal(timers.size, 0);
});

test('Commands_ManyMore_AreStillAnswered', () => {
  const {give, result, told} = line();
  for (let id = 1; id <= 3000; id++) {
    give({name: 'pace', step_ms: id});
    result({id, accepted: true});
  }
  assert.equal(told.filter(({kind}) => kind === 'accepted').length, 3000);
});

test('Commands_WithoutAnAnswer_SayThatNoneCame', () => {
  const {give, result, told, timers} = line();
  give({name: 'reset_eve'});
  const [{act, ms}] = timers.values();
  assert.equal(ms, kAnswerMs);
  act();
  assert.deepEqual(outcomeWords(told[0]), {text: 'Resetting Eve: the relay has not answered within 5 s.', bad: true});
  result({id: 1, accepted: true, from_step: 7});
  assert.equal(outcomeWords(told[1]).text, 'Eve starts anew from step 7.', 'late, but told');
});

test('Commands_LineLost_AreToldSoOnce', () => {
  const {commands, give, result, told, timers} = line();
  give({name: 'pause'});
  commands.lost();
  commands.lost();
  result({id: 1, accepted: true});
  assert.deepEqual(told.map(({kind}) => kind), ['lost']);
  assert.equal(timers.size, 0);
});

test('Commands_NoLine_AreNotSent', () => {
  const {give, told} = line(false);
  give({name: 'say', text: 'hello', repeat_ms: 0});
  assert.equal(outcomeWords(told[0]).text, 'The message was not sent: the relay cannot be reached just now.');
});

test('Commands_AnswersToNobody_AreIgnored', () => {
  const {give, result, told} = line();
  give({name: 'pause'});
  result({id: 99, accepted: true});
  assert.deepEqual(told, []);
});
