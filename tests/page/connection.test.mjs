// The connection to the relay, against a stand-in for the browser's WebSocket.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PendingCommands} from '../../dashboard/net/pending_commands.js';
import {RelayConnection} from '../../dashboard/net/relay_connection.js';
import {Store} from '../../dashboard/state/store.js';
import {historyOf, one, secrecy} from './support.mjs';

/** @type {Line[]} */
let lines = [];
class Line {
  static OPEN = 1;
  readyState = 1;
  sent = [];
  constructor(address, protocols) {
    Object.assign(this, {address, protocols});
    lines.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {}
  hear(message) {
    this.onmessage({data: JSON.stringify(message)});
  }
}
/** @type {(answer: object) => void} */
let answerHistory = () => {};
const timers = [];
Object.assign(globalThis, {
  WebSocket: Line,
  window: {setTimeout: (act) => timers.push(act)},
  location: {protocol: 'http:', host: 'relay'},
  requestAnimationFrame: () => 0,
  fetch: () => new Promise((told) => (answerHistory = (body) => told({ok: true, json: async () => body}))),
});

function attached() {
  lines = [];
  const heard = [];
  const store = new Store();
  const commands = new PendingCommands((command) => connection.send(command), () => 0, () => {});
  const connection = new RelayConnection(store, {
    error: (text) => heard.push(text),
    answered: (result) => commands.answered(result),
    noticed: (notice) => heard.push(notice.kind),
    lost: () => commands.lost(),
    badToken: () => heard.push('bad token'),
    over: (session) => heard.push(`over ${session}`),
  });
  connection.attach('live', 'token');
  const [line] = lines;
  line.onopen();
  welcome(line);
  return {connection, store, commands, heard, line};
}

function welcome(line) {
  line.hear({type: 'welcome', protocol: 6, session: 'live', role: 'operator', epoch: 0, step: 0, config: {bits: 16, task: 'bit_secrecy'}, task: secrecy()});
}
const snapshot = (rows) => ({type: 'snapshot', history: historyOf(['bob', 'eve'], rows), notices: [], messages: [], readings: [], ciphertext: null, probe: null});
const samples = (first, step, dropped = 0, bob = 8) => ({type: 'samples', first, step, main_steps: 0, t: step / 10, series: {bob: one(bob)}, steps_per_s: 1, dropped});
const spans = ({live}) => live.series.buckets.map(({first, step}) => [first, step]);
/** Lets what waits for a promise go on. */
const settled = () => new Promise((next) => setImmediate(next));

test('Hello_Operator_IsOfThisProtocol', () => {
  const {line, store, connection} = attached();
  assert.deepEqual(line.sent, [{type: 'hello', protocol: 6, session: 'live', role: 'operator', token: 'token', holds: [], telemetry: true}]);
  assert.equal(store.operator, true);
  assert.equal(store.run, connection.live);
  assert.equal(store.run.task.goal.bounds[0].at_most, 0.05);
});

test('Commands_AfterThousandsOfNotices_AreAnswered', () => {
  const {line, commands} = attached();
  for (let step = 0; step < 2500; step++) line.hear({type: 'notice', t: step, step, kind: 'control', text: 'the session paces'});
  const told = [];
  commands.give({name: 'pause'}, (outcome) => told.push(outcome.kind));
  const {id} = line.sent.at(-1);
  line.hear({type: 'command_result', id, accepted: true, from_step: 2500});
  assert.deepEqual(told, ['accepted']);
});

test('Commands_LineDropped_AreToldSo', () => {
  const {line, commands} = attached();
  const told = [];
  commands.give({name: 'pause'}, (outcome) => told.push(outcome.kind));
  line.onclose({code: 1006});
  assert.deepEqual(told, ['lost']);
});

test('Snapshot_OfSingleSteps_AndSamples_AreOneCurve', () => {
  const {line, connection} = attached();
  line.hear(snapshot(Array.from({length: 9}, (_, step) => ({first: step, step, t: step, ...(step % 3 ? {} : {bob: one(8)})}))));
  line.hear(samples(9, 12));
  assert.ok(connection.live.series.buckets.every(({series}) => series.bob));
  assert.deepEqual(spans(connection), [[0, 0], [3, 3], [6, 6], [9, 11]]);
});

test('Samples_TakenAgain_TakeTheOldOnesPlace', () => {
  const {line, connection} = attached();
  line.hear(snapshot([]));
  for (const first of [0, 10, 20]) line.hear(samples(first, first + 10));
  line.hear(samples(15, 18, 0, 1));
  assert.deepEqual(spans(connection), [[0, 9], [10, 14], [15, 17]]);
  assert.equal(connection.live.step, 18);
});

test('Samples_Dropped_AreFetched', async () => {
  const {line, connection} = attached();
  line.hear(snapshot([]));
  line.hear(samples(0, 10));
  line.hear(samples(30, 40, 2));
  line.hear(samples(40, 50, 2));
  answerHistory(historyOf(['bob'], [{first: 0, step: 39, t: 4, bob: [8, 8, 8, 40]}]));
  await settled();
  assert.deepEqual(spans(connection), [[0, 39], [40, 49]]);
});

test('Samples_TakenAgainWhileTheCurvesAreFetched_StayTaken', async () => {
  const {line, connection} = attached();
  line.hear(snapshot([]));
  line.hear(samples(0, 10));
  line.hear(samples(30, 40, 2));
  line.hear(samples(20, 25, 2, 1));
  answerHistory(historyOf(['bob'], [{first: 0, step: 39, t: 4, bob: [8, 8, 8, 40]}]));
  await settled();
  assert.deepEqual(spans(connection), [[0, 19], [20, 24]]);
});

test('Samples_DroppedOnASecondLine_AreFetchedToo', async () => {
  const {line, connection} = attached();
  line.hear(snapshot([]));
  line.hear(samples(0, 10, 5));
  answerHistory(historyOf(['bob'], [{first: 0, step: 9, t: 1, bob: [8, 8, 8, 10]}]));
  await settled();
  line.onclose({code: 1006});
  timers.pop()();
  const second = lines.at(-1);
  second.onopen();
  welcome(second);
  second.hear(snapshot([{first: 0, step: 9, t: 1, bob: [8, 8, 8, 10]}]));
  connection.filledAt = -1e9;
  second.hear(samples(20, 30, 1));
  assert.ok(connection.arrived, 'the curves are fetched anew');
});

test('Close_AnotherVersion_IsSaidAndNotTriedAgain', () => {
  const {line, store} = attached();
  const before = timers.length;
  line.onclose({code: 4014});
  assert.equal(store.connection, 'refused');
  assert.match(store.connectionText, /another version/);
  assert.equal(timers.length, before);
});

test('Close_TooManyWatchers_IsSaidAndTriedAgain', () => {
  const {line, store} = attached();
  line.onclose({code: 4020});
  assert.equal(store.connection, 'lost');
  assert.match(store.connectionText, /no room/);
});
