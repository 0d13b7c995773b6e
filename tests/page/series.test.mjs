import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Series, bucketOf, bucketsOf, fills, firstAtOrAfter, thin, windowMeans} from '../../dashboard/state/series.js';
import {at, historyOf, one} from './support.mjs';

test('Series_StepsTakenAgain_TakeTheOldOnesPlace', () => {
  const series = new Series();
  for (let step = 0; step < 10; step++) series.push(at(step, {bob: one(8)}));
  series.push(at(4, {bob: one(1)}, 1.5));
  assert.deepEqual(series.buckets.map(({step}) => step), [0, 1, 2, 3, 4]);
  assert.deepEqual(series.last, at(4, {bob: one(1)}, 1.5));
});

test('Series_StepsTakenAgainWithinABucket_EndItBeforeThem', () => {
  const series = new Series([{first: 0, step: 9, t: 1, series: {bob: [1, 2, 3, 10]}}]);
  series.push({first: 6, step: 7, t: 2, series: {bob: one(0)}});
  assert.deepEqual(series.buckets.map(({first, step}) => [first, step]), [[0, 5], [6, 7]]);
});

test('Series_StepsTakenAgainWithoutAValue_ForgetTheOldOnes', () => {
  const series = new Series([at(0, {bob: one(8)}), at(3, {bob: one(7)})]);
  series.push(at(2, {}));
  assert.deepEqual(series.buckets.map(({step}) => step), [0]);
});

test('Series_TooManyBuckets_KeepExtremesAndTrueMeans', () => {
  const series = new Series();
  let sum = 0;
  for (let step = 0; step < 5000; step++) {
    const value = step === 1234 ? 15.5 : (step * 7) % 5;
    sum += value;
    series.push(at(step, {bob: one(value)}));
  }
  assert.ok(series.buckets.length < 2000);
  assert.equal(Math.max(...series.buckets.map(({series: {bob}}) => bob[2])), 15.5);
  const [, mean, , count] = thin(series.buckets, 1)[0].series.bob;
  assert.equal(count, 5000);
  assert.ok(Math.abs(mean - sum / 5000) < 1e-9);
});

test('Thin_BucketsOfUnequalCounts_AreWeighedByTheirCounts', () => {
  const merged = thin([{first: 0, step: 8, t: 1, series: {bob: [4, 4, 4, 3]}}, {first: 9, step: 9, t: 2, series: {bob: one(0)}}], 1);
  assert.deepEqual(merged, [{first: 0, step: 9, t: 2, series: {bob: [0, 3, 4, 4]}}]);
});

test('Thin_SeriesAbsentInOneBucket_TakesTheOthers', () => {
  const merged = thin([at(0, {bob: one(4)}), at(1, {bob: one(2), eve: one(7)})], 1);
  assert.deepEqual(merged[0].series, {bob: [2, 3, 4, 2], eve: one(7)});
});

test('BucketsOf_RowsWithoutAnyValue_AreLeftOut', () => {
  // One step a row, as of a run that has just begun: two in three are Eve's.
  const rows = Array.from({length: 30}, (_, step) => ({first: step, step, t: step, ...(step % 3 ? {} : {bob: one(8), eve: one(8)})}));
  const buckets = bucketsOf(historyOf(['bob', 'eve', 'shadow'], rows));
  assert.equal(buckets.length, 10);
  assert.ok(buckets.every(({series}) => series.bob && series.eve && !series.shadow));
});

test('BucketsOf_AnySeries_IsReadByItsName', () => {
  const [bucket] = bucketsOf(historyOf(['lap', 'pulse'], [{first: 0, step: 4, t: 2, lap: [1, 2, 3, 5]}]));
  assert.deepEqual(bucket, {first: 0, step: 4, t: 2, series: {lap: [1, 2, 3, 5]}});
});

test('BucketOf_Samples_EndsAtTheLastStepDone', () => {
  assert.deepEqual(bucketOf({type: 'samples', first: 5, step: 8, t: 1, series: {bob: one(1)}}), {first: 5, step: 7, t: 1, series: {bob: one(1)}});
});

test('FirstAtOrAfter_PastTheEnd_IsTheLength', () => {
  const buckets = [at(0, {}), at(5, {}), at(9, {})];
  assert.deepEqual([0, 3, 9, 10].map((step) => firstAtOrAfter(buckets, 'step', step)), [0, 1, 2, 3]);
});

test('WindowMeans_SingleSteps_AreOfTheLastOnesOnly', () => {
  const buckets = Array.from({length: 100}, (_, i) => at(3 * i, {bob: one(i < 80 ? 8 : 0.01), eve: one(i < 90 ? 6 : 8)}));
  const means = windowMeans(buckets, 20);
  assert.ok(Math.abs(means.bob - 0.01) < 1e-12);
  assert.equal(means.eve, 7);
});

test('WindowMeans_AbsentValues_AreOfThoseThatAreThere', () => {
  assert.deepEqual(windowMeans([at(0, {bob: one(1), eve: one(3)}), at(1, {bob: one(2)})], 20), {bob: 1.5, eve: 3});
  assert.deepEqual(windowMeans([], 20), {});
  assert.equal(fills([at(0, {bob: one(1)}), at(1, {bob: [1, 1, 1, 4]})], 5), true);
  assert.equal(fills([at(0, {bob: one(1)}), at(1, {})], 2), false);
});
