import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Run} from '../../dashboard/state/run.js';
import {windowMeans} from '../../dashboard/state/series.js';
import {boundsHold, chanceLine, otherSeries} from '../../dashboard/state/task.js';
import {goalSince, sentence, standing} from '../../dashboard/state/verdict_words.js';
import {at, one, relayRace, sealed, secrecy} from './support.mjs';

const of = (means, since = null, text = '') => ({means, since, text});

test('Sentence_EveNearTheBound_SaysHowNear', () => {
  for (const [eve, words] of [
    [7.9, /Eve is guessing: 8\.1 of 16/],
    [7.3, /Eve is guessing: 8\.7 of 16/],
    [7.29, /Eve is almost at chance: 8\.7 of 16\./],
    [6.9, /Eve is almost at chance: 9\.1 of 16\./],
    [6.5, /Eve is on to something: 9\.5 of 16\./],
    [3.9, /Eve reads along: 12\.1 of 16\./],
  ])
    assert.match(sentence(of({bob: 0.01, eve}), secrecy()), words);
  assert.match(sentence(of({bob: 0.01, eve: 3.5}), secrecy(8)), /Eve is almost at chance/);
});

test('Sentence_BobOnHisWay_SaysHowFarHeIs', () => {
  assert.match(sentence(of({bob: 7.9}), secrecy()), /^Bob cannot read yet: 8\.1 of 16 bits/);
  assert.match(sentence(of({bob: 3}), secrecy()), /^Bob is learning: he reads 13\.0 of 16 bits\./);
  assert.match(sentence(of({bob: 0.04}), secrecy()), /^Bob reads 15\.9 of 16 bits\./);
  assert.equal(sentence(of({}), secrecy()), 'Waiting for the first step.');
});

test('Sentence_ThresholdsOfTheSession_AreTheRelays', () => {
  const lenient = secrecy();
  lenient.goal.bounds = [{series: 'bob', at_most: 2}, {series: 'eve', at_least: 4}];
  assert.match(sentence(of({bob: 1.5, eve: 5}), lenient), /Bob reads 14\.5 of 16 bits\. Eve is guessing/);
});

test('Sentence_BoundsHoldWithoutTheGoal_SaysThatEveHasNotHadHerChance', () => {
  const text = 'Eve has had 812 of the 2,000 minibatches that she may learn from';
  const words = sentence(of({bob: 0.01, eve: 7.9}, null, text), secrecy());
  assert.match(words, /Eve has not had her chance yet\. Eve has had 812 of the 2,000 minibatches that she may learn from\.$/);
  assert.doesNotMatch(words, /failed since/);
  assert.match(sentence(of({bob: 1, eve: 7.9}, null, text), secrecy()), /No secret yet\.$/);
});

test('Sentence_GoalMet_NeverContradictsItself', () => {
  // Means that were rounded, or taken over coarser buckets than the relay's.
  const words = sentence(of({bob: 0.06, eve: 7.2}, 1203), secrecy());
  assert.match(words, /Bob reads 15\.9 of 16 bits\. Eve is guessing: 8\.8 of 16, as good as tossing coins\. Eve has failed since step 1,203\. That is this Eve: whether others can read it, an audit tells\.$/);
});

test('Sentence_ALinearReaderBetterThanChance_CallsTheSecretHollow', () => {
  const task = secrecy();
  task.series.push({...task.series[1], name: 'linear', title: 'Linear reader'});
  const words = (linear) => sentence(of({bob: 0.01, eve: 7.7, linear}, 1203), task);
  assert.match(words(6.9), /But the secret is hollow: a linear reader, who has no key either, gets 9\.1 of 16 bits, where coins get 8\.0\.$/);
  assert.match(words(7.6), /an audit tells\.$/);
});

test('Sentence_AnAttackerOfTheAuditReads_IsNamedInPlaceOfALesserReader', () => {
  const task = secrecy();
  task.series.push({...task.series[1], name: 'linear', title: 'Linear reader'});
  const run = new Run('live', 16);
  const words = (linear) => sentence({...of({bob: 0.01, eve: 7.7, linear}, 1203), audit: run.audits.newest}, task);
  const found = {audit: 1300, attacker: 'mlp256', minibatches: 600, of: 600, final: true, bits_wrong: 2.5, gain: 9, leak_bits: 9};
  run.audits.add({...found, attacker: 'pairs256', bits_wrong: undefined, gain: 0});
  assert.match(words(7.9), /Nor did the one attacker of the audit at step 1,300 gain more than half a bit\.$/);
  run.audits.add(found);
  assert.match(words(6.9), /But the secret is hollow: attacker mlp256, who has no key either, gets 13\.5 of 16 bits, where coins get 8\.0\.$/);
  assert.match(sentence({...of({bob: 0.01, eve: 7.2}), audit: run.audits.newest}, task), /No secret: attacker mlp256, who has no key either, gets 13\.5 of 16 bits, where coins get 8\.0\.$/);
  run.audits.add({...found, gain: 5.5, leak_bits: 5});
  assert.match(words(0.1), /hollow: a linear reader, who has no key either, gets 15\.9 of 16 bits/);
  run.audits.add({...found, attacker: 'pairs256', bits_wrong: undefined, gain: 6, leak_bits: 6});
  assert.match(words(6.9), /attacker pairs256, who has no key either, learns at least 6\.0 of 16 bits\.$/);
});

test('Sentence_SealedBits_SpeaksOfBobAndEveAndThenOfWhatProvesTheSecret', () => {
  const means = {bob: 0, eve: 8, key: 0.004};
  assert.equal(
    sentence(of(means, null, 'no secret yet'), sealed()),
    'Bob reads 16.0 of 16 bits. Eve is guessing: 8.0 of 16, as good as tossing coins. Key reader: 0.004, the goal asks for at most 0.00002. No secret yet.',
  );
  const text = 'since step 900 ciphertext and message tell the key';
  assert.match(sentence(of({...means, key: 0}, 900, text), sealed()), /at most 0\.00002\. Since step 900 ciphertext and message tell the key\.$/);
  assert.match(sentence(of({...means, key: 0}, 900), sealed()), /The goal, secret, has been met since step 900\.$/);
});

test('Sentence_AnotherTask_NamesItsOwnSeries', () => {
  assert.equal(sentence(of({lap: 3}), relayRace), 'Lap: 3.00, the goal asks for at most 2. The goal is not met.');
  assert.match(sentence(of({lap: 1.5}, 12), relayRace), /The goal, record, has been met since step 12\.$/);
});

test('GoalSince_Notices_FollowTheRelay', () => {
  const notices = [];
  const tell = (kind, step) => goalSince((notices.push({kind, step, t: step, text: ''}), notices));
  assert.equal(tell('joined', 0), null);
  assert.equal(tell('goal', 900), 900);
  assert.equal(tell('control', 1000), 900);
  assert.equal(tell('goal_lost', 1100), null);
  assert.equal(tell('goal', 1300), 1300);
  assert.equal(tell('epoch', 1350), 1300);
  assert.equal(tell('epoch', 1290), null, 'steps from before it are taken again');
});

test('Standing_LiveAndRecorded_SpeakTheSameSentence', () => {
  const task = secrecy();
  const steps = Array.from({length: 300}, (_, i) => at(3 * i, {bob: one(i < 250 ? 5 : 0.013), eve: one(i < 250 ? 5 : 7.8)}));
  const live = new Run('live', 16);
  live.task = task;
  live.status = {means: {bob: 0.013, eve: 7.8}, goal_since_step: 807, goal_text: 'Eve fails since step 807'};
  const recorded = new Run('live', 16);
  recorded.task = task;
  recorded.recorded = true;
  // All in one bucket: its mean says that Bob is learning.
  recorded.series.push({first: 0, step: 897, t: 90, series: {bob: [0.013, 4.2, 5, 300], eve: [5, 5.5, 7.8, 300]}});
  recorded.means = windowMeans(steps, task.goal.window);
  recorded.since = goalSince([{kind: 'goal', step: 807, t: 80, text: ''}]);
  assert.equal(sentence(standing(recorded), task), sentence(standing(live), task));
});

test('Task_WhatTheGoalsPartiesMeasureBesides_IsDrawnWithoutBeingAskedFor', () => {
  const task = secrecy();
  task.series.push({...task.series[1], name: 'linear', title: 'Linear reader'});
  assert.deepEqual(otherSeries(task).map(({name}) => name), ['shadow']);
});

test('Task_Bounds_AreOfItsSeries', () => {
  assert.equal(boundsHold(secrecy(), {bob: 0.05, eve: 7.3}), true);
  assert.equal(boundsHold(secrecy(), {bob: 0.05}), false);
  assert.equal(boundsHold(secrecy(), {bob: 0.051, eve: 7.3}), false);
  assert.equal(chanceLine(secrecy(8)), 4);
  assert.equal(chanceLine(relayRace), 9);
});
