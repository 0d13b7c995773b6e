import assert from 'node:assert/strict';
import {test} from 'node:test';
import {barName, besideBar, frontierSentence, goalWords, learned} from '../../dashboard/state/distance_words.js';
import {bestAt, endsOf, frontierOf, known, pointOf, sideOf, trailOf} from '../../dashboard/state/frontier.js';
import {comparedSeries, drawnAtFirst, heardFrame, isAboutDistances, isAboutEve, kNoTask, otherSeries, topOfDistances, whoOnWhat} from '../../dashboard/state/task.js';
import {stopsOf} from '../../dashboard/state/tour_stops.js';
import {sentence} from '../../dashboard/state/verdict_words.js';
import {at, one, relayRace, sealed, secrecy, selective} from './support.mjs';

const of = (means, since = null, text = '') => ({means, since, text});
const names = (series) => series.map(({name}) => name);
const good = {bob: 0.29, public: 0.371, eve: 0.496};

test('Task_Distances_AreKnownByTheirUnit', () => {
  assert.equal(isAboutDistances(selective()), true);
  assert.equal(isAboutEve(selective()), false, 'nothing is read');
  for (const task of [secrecy(), sealed(), relayRace, kNoTask]) assert.equal(isAboutDistances(task), false);
  assert.deepEqual(whoOnWhat({title: 'Eve on net income'}), {who: 'Eve', what: 'net income'});
  assert.deepEqual(whoOnWhat({title: 'Copy'}), {who: 'Copy', what: ''});
});

test('Task_CurvesOfDistances_AreThoseWithSomethingToCompareWith', () => {
  const task = selective();
  assert.deepEqual(names(comparedSeries(task)), ['bob', 'public', 'eve']);
  assert.deepEqual(names(task.series.filter((each) => drawnAtFirst(task, each))), ['bob', 'public', 'eve']);
  assert.deepEqual(names(otherSeries(task)), ['shadow'], 'bits wrong have no place among distances');
  assert.ok(Math.abs(topOfDistances(task) - 0.55) < 1e-9);
  task.goal.bounds.pop();
  assert.deepEqual(names(task.series.filter((each) => drawnAtFirst(task, each))), ['bob', 'public', 'eve'], 'without a bound on Eve, too');
});

test('Sentence_Distances_SaysWhereEachIsAndWhatIsPossible', () => {
  assert.equal(
    sentence(of(good, 900, 'since step 900 D is told, and Eve is kept from C'), selective()),
    'Bob is 0.290 from D on average; the best possible is 0.279. ' +
      'The public estimate is 0.371 from D on average; 0.410 is the best that tells nothing of C, so something is told of C. ' +
      'Eve is 0.496 from C; without any message she would be at 0.500: she has learned nothing to speak of. ' +
      'Since step 900 D is told, and Eve is kept from C. That is this Eve: what another could learn of C was not measured.',
  );
  assert.match(sentence(of({...good, public: 0.42}), selective()), /0\.410 is the best that tells nothing of C\. .* The goal is not met\.$/);
  assert.match(sentence(of({...good, public: 0.9}), selective()), /The public estimate is 0\.900 from D on average, no nearer than without any message\./);
  assert.equal(sentence(of({}), selective()), 'Waiting for the first step.');
  assert.match(sentence(of({bob: 0.3}, null, 'not protected yet'), selective()), /^Bob is 0\.300 from D on average; the best possible is 0\.279\. Not protected yet\.$/);
});

test('Sentence_Distances_NeverSpeaksOfBitsOrReading', () => {
  for (const eve of [0.6, 0.5, 0.48, 0.4, 0.31])
    for (const since of [null, 12]) assert.doesNotMatch(sentence(of({...good, eve}, since), selective()), /\bbits?\b|secret|reads?\b|coin/i);
});

test('Learned_ByHowNearSheCame_ClaimsNoMore', () => {
  const eve = selective().series[2];
  for (const [value, words] of [
    [0.666, /worse than one who has heard nothing, which proves nothing/],
    [0.52, /nothing to speak of/],
    [0.495, /nothing to speak of/],
    [0.48, /a little/],
    [0.42, /learned something/],
    [0.33, /learned much/],
    [0.312, /as much as there is to learn/],
  ])
    assert.match(learned(eve, value), words, String(value));
});

test('Sentence_NothingProtected_HasNoCautionAboutEve', () => {
  const task = selective();
  task.goal.bounds.pop();
  const words = sentence(of({bob: 0.28, public: 0.28, eve: 0.31}, 40, 'since step 40 D is told, and nothing is protected'), task);
  assert.match(words, /Eve is 0\.310 from C.*as much as there is to learn\. Since step 40 D is told, and nothing is protected\.$/);
});

test('Frontier_OfATask_GoesFromTellingAllToHidingAll', () => {
  const frontier = frontierOf(selective());
  assert.deepEqual(endsOf(frontier), {open: {across: 0.31, up: 0.279}, closed: {across: 0.5, up: 0.41}});
  assert.ok(Math.abs(bestAt(frontier, 0.49) - 0.385) < 1e-9);
  assert.equal(bestAt(frontier, 0.2), 0.279);
  assert.equal(bestAt(frontier, 0.6), 0.41);
  for (const task of [secrecy(), sealed(), relayRace, kNoTask]) assert.equal(frontierOf(task), null);
  const unknown = selective();
  unknown.frontier.across = 'nobody';
  assert.equal(frontierOf(unknown), null);
});

test('Frontier_ARun_IsShortOfItOnItOrBeyond', () => {
  const frontier = frontierOf(selective());
  for (const [across, up, side] of [
    [0.48, 0.4, 'short'],
    [0.31, 0.35, 'short'],
    [0.48, 0.361, 'on'],
    [0.501, 0.43, 'on'],
    [0.496, 0.36, 'beyond'],
    [0.52, 0.45, 'beyond'],
    [0.4, 0.25, 'beyond'],
  ])
    assert.equal(sideOf(frontier, {across, up}), side, `${across} ${up}`);
});

test('FrontierSentence_WhereTheRunStands_IsSaidInWords', () => {
  const words = (eve, told) => frontierSentence(selective(), {eve, public: told});
  assert.equal(frontierSentence(selective(), {}), 'Nothing was measured yet.');
  assert.match(words(0.48, 0.9), /So far nothing useful is told of D\.$/);
  assert.match(words(0.48, 0.4), /More could be told: with Eve so far from C, 0\.360 is possible at best\.$/);
  assert.match(words(0.48, 0.36), /as good as is possible together\.$/);
  assert.match(words(0.496, 0.363), /beyond the curve: by it, an estimate so near to D tells more of C than this Eve makes of it\.$/);
});

test('Frontier_Trail_IsOfMeansOverTheWindow', () => {
  const frontier = frontierOf(selective());
  const steps = [0.5, 0.4, 0.3, 0.2].map((value, i) => at(i, {eve: one(value), public: one(1 - value)}));
  const trail = trailOf(frontier, steps, 2);
  assert.deepEqual(trail.map(({across}) => Math.round(100 * across)), [50, 45, 35, 25]);
  assert.deepEqual(trailOf(frontier, [at(0, {bob: one(1)})], 2), []);
  assert.equal(trailOf(frontier, Array.from({length: 500}, (_, i) => steps[i % 4]), 2).length, 60);
  assert.equal(pointOf(frontier, {eve: 0.5}), null);
});

test('Bars_OfDistances_AreFullAtTheBestAndEmptyWithoutAMessage', () => {
  const [bob, shown, eve] = selective().series;
  assert.equal(known(bob, 0.279), 1);
  assert.equal(known(bob, 0.5), 0);
  assert.equal(known(bob, 0.9), 0);
  assert.ok(Math.abs(known(eve, 0.405) - 0.5) < 1e-9);
  assert.deepEqual([shown, bob, eve].map(barName), ['What the public estimate tells of D', 'What Bob knows of D', 'What Eve knows of C']);
  assert.deepEqual(besideBar(bob, 0.29), {number: '0.290 from D', levels: 'best possible 0.279 and without any message 0.500'});
  assert.equal(besideBar(bob, undefined).number, '–');
});

test('GoalWords_Bounds_AreDistancesFromTheTruth', () => {
  assert.equal(goalWords(selective()), 'The goal: Bob within 0.307 of D, the public estimate within 0.471 of D and Eve 0.475 to 0.550 from C.');
});

test('HeardFrame_ByItsColumns_HasAName', () => {
  assert.equal(heardFrame(selective(), 8), 'ciphertext');
  assert.equal(heardFrame(selective(), 1), 'public estimate');
  assert.equal(heardFrame(secrecy(), 16), 'ciphertext');
});

test('Tour_OfDistances_StopsAtPartsThatAreThere', () => {
  const places = (task) => stopsOf(task).map(({at: place}) => place);
  assert.deepEqual(places(selective()), ['wire', 'curves', 'frontier', 'guesses', 'controls', 'sessions']);
  assert.deepEqual(places(secrecy()), ['wire', 'curves', 'verdict', 'say', 'ciphertext', 'sensitivity', 'audit', 'controls', 'sessions']);
});
