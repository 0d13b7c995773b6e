import assert from 'node:assert/strict';
import {test} from 'node:test';
import {auditSentence, gradeSentence, progressWords} from '../../dashboard/state/audit_words.js';
import {Audits} from '../../dashboard/state/audits.js';

const finding = (attacker, minibatches, more = {}) => ({type: 'finding', t: 1, attacker, audit: 900, reads: 'bits', minibatches, of: 600, final: false, bits_wrong: 7.9, low: 7.8, high: 8, leak_bits: 0, gain: 0.1, ...more});
const hollow = {bits_wrong: 3.9, low: 3.8, high: 4, leak_bits: 4.2, gain: 4.2};
const now = {bits: 16, eve: 7.6, fails: true, grade: ''};

/** An audit of those findings. */
const audit = (...findings) => {
  const audits = new Audits();
  audits.take(findings);
  return audits.newest;
};

test('Audits_Findings_MakeACurveOfEachAttacker', () => {
  const heard = audit(finding('linear', 30), finding('mlp256', 30), finding('mlp256', 60, hollow), finding('linear', 60));
  assert.deepEqual(heard.attackers.map(({name}) => name), ['linear', 'mlp256']);
  assert.deepEqual(heard.attackers[1].findings.map(({bits_wrong: wrong}) => wrong), [7.9, 3.9]);
  assert.equal(heard.best.name, 'mlp256');
  assert.equal(heard.over, false);
});

test('Audits_AFinalFinding_TakesThePlaceOfTheLastOne', () => {
  const heard = audit(finding('linear', 300), finding('linear', 600), finding('linear', 600, {final: true, bits_wrong: 7.7}));
  assert.deepEqual(heard.attackers[0].findings.map(({bits_wrong: wrong}) => wrong), [7.9, 7.7]);
  assert.equal(heard.over, true);
});

test('Audits_AnAttackerThatBeginsAnew_LosesItsCurve', () => {
  assert.deepEqual(audit(finding('linear', 300), finding('linear', 30)).attackers[0].findings.map(({minibatches}) => minibatches), [30]);
});

test('Audits_TheNewest_IsShownAndTheOldestIsForgotten', () => {
  const audits = new Audits();
  for (let step = 100; step <= 2000; step += 100) audits.add(finding('linear', 30, {audit: step}));
  assert.equal(audits.newest.step, 2000);
  assert.equal(audits.heard.size, 8);
  audits.take([]);
  assert.equal(audits.newest, null);
});

test('AuditWords_BeforeAnAudit_SayThatNobodyElseHasTried', () => {
  assert.match(auditSentence(null, now), /nobody else has tried yet/);
  assert.match(auditSentence(null, {...now, fails: false}), /^No audit yet/);
});

test('AuditWords_AnAttackerThatReads_MakesTheSecretHollow', () => {
  assert.equal(
    auditSentence(audit(finding('linear', 600, {final: true}), finding('mlp256', 600, {...hollow, final: true})), now),
    'Hollow: mlp256, without the key, is wrong in 3.9 of 16 bits, so Eve’s 7.6 was no secret: she does not know how to look.',
  );
  assert.match(auditSentence(audit(finding('mlp256', 60, hollow)), now), /^Hollow already, and they still learn/);
});

test('AuditWords_WhoReadsNoSingleBits_LearnsAtLeastSoMany', () => {
  const pairs = finding('pairs256', 600, {final: true, reads: 'products of two bits', bits_wrong: undefined, low: undefined, high: undefined, leak_bits: 2.1, gain: 2.1});
  assert.match(auditSentence(audit(pairs), {...now, fails: false}), /pairs256, without the key, learns at least 2\.1 of 16 bits; Eve is wrong in 7\.6\./);
});

test('AuditWords_WhereNobodyReads_ClaimNoMoreThanThat', () => {
  const said = auditSentence(audit(finding('linear', 600, {final: true}), finding('mlp256', 600, {final: true})), now);
  assert.match(said, /^None of the 2 attackers that reported gains more than half a bit of 16/);
  assert.match(said, /Another attacker may do better: that is not shown\.$/);
  assert.match(auditSentence(audit(finding('linear', 300)), now), /^The attackers still learn\. So far/);
});

test('AuditWords_WhatTheRelaySays_StandsWhereNobodyReads', () => {
  const grade = 'Certified: the ciphertext tells at most 0.0003 bits.';
  assert.equal(auditSentence(null, {...now, grade}), grade);
  assert.equal(auditSentence(audit(finding('linear', 600, {final: true})), {...now, grade}), grade);
  assert.match(auditSentence(audit(finding('mlp256', 600, {...hollow, final: true})), {...now, grade}), /^Hollow: mlp256/);
});

test('GradeSentence_OfAnEarlierAudit_IsNotThatOfTheNewest', () => {
  const notices = [{t: 1, step: 700, kind: 'audited', text: 'Certified.'}, {t: 2, step: 900, kind: 'goal', text: ''}];
  assert.equal(gradeSentence(notices, null), 'Certified.');
  assert.equal(gradeSentence([], null), '');
  const newest = (step, over) => ({...audit(finding('linear', 600, {final: over})), step});
  assert.equal(gradeSentence(notices, newest(100, true)), 'Certified.');
  assert.equal(gradeSentence(notices, newest(100, false)), '');
  assert.equal(gradeSentence(notices, newest(800, true)), '');
});

test('AuditWords_AnAttackerThatMissedSome_IsToldSo', () => {
  const deaf = finding('linear', 590, {final: true, missed: 10});
  assert.match(auditSentence(audit(deaf), now), /Some of them did not hear all of it\.$/);
  assert.equal(progressWords(audit(deaf).attackers[0]), 'judged, missed 10 minibatches');
  assert.equal(progressWords(audit(finding('linear', 30)).attackers[0]), '30 of 600 minibatches');
});
