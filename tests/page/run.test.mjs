import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newestAt} from '../../dashboard/state/newest_at.js';
import {Run} from '../../dashboard/state/run.js';
import {historyOf, one} from './support.mjs';

const samples = (first, step, bob) => ({type: 'samples', first, step, main_steps: 0, t: step, series: {bob: one(bob)}, steps_per_s: 1, dropped: 0});
const message = (number, text = 'hi') => ({number, say: 0, t: number, step: number, rows: 1, columns: 16, ciphertext: '', text});

test('Run_Snapshot_TakesThePlaceOfAll', () => {
  const run = new Run('live', 16);
  run.addSamples(samples(0, 5, 8), 1);
  run.addNotice({t: 0, step: 0, kind: 'began', text: ''});
  run.take({
    type: 'snapshot',
    history: {...historyOf(['bob'], [{first: 0, step: 9, t: 1, bob: [0, 4, 8, 10]}]), bits: 8},
    notices: [{t: 1, step: 3, kind: 'goal', text: ''}],
    messages: [message(4)],
    readings: [{number: 4, role: 'bob', t: 5, step: 5, bytes: 'aGk='}, {number: 3, role: 'eve', t: 5, step: 5, bytes: ''}],
    ciphertext: null,
    probe: null,
  });
  assert.equal(run.bits, 8);
  assert.deepEqual(run.notices.map(({kind}) => kind), ['goal']);
  assert.equal(run.attempts.get(4)?.bob?.bytes, 'aGk=');
  assert.equal(run.attempts.get(4)?.eve, null);
  assert.equal(run.series.last?.step, 9);
});

test('Run_NoticesBeyondTheBound_LetGoOfTheOldest', () => {
  const run = new Run('live', 16);
  for (let step = 0; step < 2500; step++) run.addNotice({t: step, step, kind: 'control', text: ''});
  assert.equal(run.notices.length, 1000);
  assert.equal(run.notices[999].step, 2499);
});

test('Run_MessagesBeyondTheBound_LetGoOfTheOldest', () => {
  const run = new Run('live', 16);
  for (let number = 1; number <= 400; number++) run.addMessage(message(number));
  assert.equal(run.attempts.size, 300);
  assert.equal([...run.attempts.keys()][0], 101);
});

test('Run_SessionGoesBack_ShowsTheStepToldLast', () => {
  const run = new Run('live', 16);
  run.status = {step: 1000};
  run.statusAt = 10;
  run.addSamples(samples(1000, 1010, 3), 20);
  assert.equal(run.step, 1010);
  run.addSamples(samples(990, 995, 3), 30);
  assert.equal(run.step, 995);
  assert.equal(run.series.last?.step, 994);
});

test('NewestAt_Moment_IsTheLastBefore', () => {
  const list = [{t: 1, step: 10}, {t: 5, step: 50}, {t: 9, step: 90}];
  assert.equal(newestAt(list, 0.5), null);
  assert.equal(newestAt(list, 5)?.step, 50);
  assert.equal(newestAt(list, 100)?.step, 90);
  assert.equal(newestAt(undefined, 3), null);
  assert.equal(newestAt([], 3), null);
});
