// The dashboard and those who watch: a real relay, real parties, a real Chromium. Prints what it
// measures and, with --json FILE, writes it there; bench/run.py calls it as part `dashboard`.
import {randomBytes} from 'node:crypto';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {ask, openPage, startBrowser, startSession, until} from '../../tools/browser/live_session.mjs';

const kLongRun = 200_000;
const kOpenings = 7;
const kWatchS = 20;
const kRounds = 14;
const kWindowMs = 1500;
const kSettleMs = 500;
const kWatchers = 20;

/** @type {Record<string, number>} */
const figures = {};
const pause = (/** @type {number} */ ms) => new Promise((next) => setTimeout(next, ms));
const now = () => performance.timeOrigin + performance.now();

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}
const median = (/** @type {number[]} */ values) => quantile(values, 0.5);

/** Notes, in the page, each step that the chart shows and the frame that comes after the one it was drawn in. */
function noteFrames() {
  const shown = [];
  Object.assign(window, {shown});
  document.addEventListener('DOMContentLoaded', () => {
    const chart = document.getElementById('chart');
    new MutationObserver(() => {
      const {step, buckets} = chart.dataset;
      requestAnimationFrame(() => shown.push({step: Number(step), buckets: Number(buckets), at: performance.timeOrigin + performance.now(), since: performance.now()}));
    }).observe(chart, {attributes: true, attributeFilter: ['data-step']});
  });
}

/** An empty page with that in it, of nobody's cache. */
async function freshPage(browser) {
  const context = await browser.newContext({viewport: {width: 1366, height: 1000}, colorScheme: 'light', reducedMotion: 'no-preference'});
  const page = await context.newPage();
  await page.addInitScript(noteFrames);
  return {page, context};
}

// ---- A long run: until its curves are there ----

/** Seconds from the start of navigation to the frame after the first that shows at least `least` steps. */
async function opening(browser, url, least) {
  const {page, context} = await freshPage(browser);
  await page.goto(url);
  const first = await until(`the curves of ${url}`, () => page.evaluate((step) => window.shown.find((each) => each.step >= step && each.buckets > 100)?.since, least));
  await context.close();
  return first / 1000;
}

async function measureOpenings(browser) {
  // The smallest networks there are: it is the number of steps that matters.
  const session = await startSession(['--bits', '4', '--minibatch', '4', '--public-seed', '7']);
  try {
    const {status} = await until(`${kLongRun} steps`, async () => {
      const answer = await ask(session, '/api/sessions/live');
      return answer.status.step > kLongRun && answer;
    }, 300_000);
    const open = async (kind, url, least) => {
      const times = [];
      for (let i = 0; i < kOpenings; ++i) times.push(await opening(browser, url, least));
      figures[`dashboard.first_curves_${kind}s`] = median(times);
      console.log(`a ${kind ? 'live' : 'recorded'} run of over ${kLongRun} steps: curves after ${median(times).toFixed(2)} s (${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)})`);
    };
    await open('live_', session.url, status.step);
    // Ended, it is a record, played again.
    const order = await openPage(browser, session, {operator: true});
    // Not by the button, which asks back.
    await order.page.evaluate(
      (token) =>
        new Promise((over) => {
          const line = new WebSocket(`ws://${location.host}/`, 'sotto.v3');
          line.onopen = () => {
            line.send(JSON.stringify({type: 'hello', protocol: 3, session: 'live', role: 'operator', token, holds: []}));
            line.send(JSON.stringify({type: 'command', id: 1, name: 'stop'}));
          };
          line.onmessage = ({data}) => data.includes('"type":"report"') && over();
        }),
      session.token,
    );
    await order.page.close();
    const name = await until('the record', async () => {
      const {sessions, recorded} = await ask(session, '/api/sessions');
      return [...recorded, ...sessions.filter((each) => each.state === 'finished')].find((each) => each.steps > kLongRun || each.step > kLongRun)?.session;
    });
    await open('', `${session.url}#replay=${name}&at=1000000`, kLongRun);
  } finally {
    await session.end();
  }
}

// ---- A live run, watched ----

/**
 * When t = 0 of this session was, on this machine's clock: the relay is asked for the seconds that
 * have run, and the quickest answer is off by at most half of its own time.
 */
async function beginning(session) {
  let best = {took: Infinity, zero: 0};
  for (let i = 0; i < 50; ++i) {
    const from = now();
    const {status} = await ask(session, '/api/sessions/live');
    const took = now() - from;
    if (took < best.took) best = {took, zero: from + took / 2 - 1000 * status.running_s};
  }
  return best;
}

async function watch(browser, session, operator) {
  const {page, context} = await freshPage(browser);
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Performance.enable');
  let bytes = 0;
  /** @type {Map<number, {t: number, first: number}>} by the last step of each message with samples */
  const samples = new Map();
  line.on('Network.webSocketFrameReceived', ({response}) => {
    bytes += Buffer.byteLength(response.payloadData) + 4;
    const message = JSON.parse(response.payloadData);
    if (message.type === 'samples') samples.set(message.step - 1, {t: message.t, first: message.first});
  });
  line.on('Network.loadingFinished', ({encodedDataLength}) => (bytes += encodedDataLength));
  await page.goto(session.url + (operator ? `#token=${session.token}` : ''));
  await until('the first curves', () => page.evaluate(() => window.shown.length > 3));
  if (operator) {
    await until('the operator may speak', () => page.getByTestId('say-send').isEnabled());
    await page.getByTestId('say-send').click();
  }
  await pause(1000);
  const loaded = bytes;
  const metrics = async () => Object.fromEntries((await line.send('Performance.getMetrics')).metrics.map(({name, value}) => [name, value]));
  const from = await metrics();
  await pause(1000 * kWatchS);
  const to = await metrics();
  const streamed = bytes - loaded;
  const seconds = to.Timestamp - from.Timestamp;
  const shown = await page.evaluate(() => window.shown);
  const said = parseFloat(await page.getByTestId('delay').textContent());
  await context.close();
  // Time on a processor: what a task takes by the clock grows with what else is at work here.
  const share = (to.ThreadTime - from.ThreadTime) / seconds;
  const wall = (to.TaskDuration - from.TaskDuration) / seconds;
  return {wall, mbPerHour: (loaded + (streamed / seconds) * 3600) / 1e6, loaded, share, shown, said, samples, script: (to.ScriptDuration - from.ScriptDuration) / seconds};
}

async function measurePage(browser, session) {
  const who = {watcher: false, operator: true};
  const shares = [];
  for (const [name, operator] of Object.entries(who)) {
    const seen = await watch(browser, session, operator);
    figures[`dashboard.mb_per_hour.${name}`] = seen.mbPerHour;
    figures[`dashboard.main_thread_share.${name}`] = seen.share;
    figures[`dashboard.main_thread_tasks_by_clock.${name}`] = seen.wall;
    shares.push(seen.share);
    console.log(`${name}: ${seen.mbPerHour.toFixed(1)} MB an hour (${(seen.loaded / 1e6).toFixed(2)} of them to begin with), main thread ${(100 * seen.share).toFixed(1)} % of a core (tasks by the clock ${(100 * seen.wall).toFixed(1)} %, scripts ${(100 * seen.script).toFixed(1)} %)`);
    if (operator) continue;
    const {zero, took} = await beginning(session);
    const newest = [];
    const all = [];
    let before = null;
    for (const {step, at} of seen.shown) {
      const sample = seen.samples.get(step);
      if (!sample) continue;
      newest.push(at - (zero + 1000 * sample.t));
      // The steps that were collected with it, spread evenly over the time since the last message.
      const since = before ?? sample.t;
      for (let i = 0; i < 20 && before !== null; ++i) all.push(at - (zero + 1000 * (since + ((i + 0.5) / 20) * (sample.t - since))));
      before = sample.t;
    }
    figures['dashboard.done_to_pixel_ms'] = median(all);
    figures['dashboard.done_to_pixel_p95_ms'] = quantile(all, 0.95);
    figures['dashboard.done_to_pixel_on_the_page_ms'] = seen.said;
    figures['dashboard.newest_to_pixel_ms'] = median(newest);
    console.log(`done to pixel: median ${median(all).toFixed(0)} ms, p95 ${quantile(all, 0.95).toFixed(0)}; the newest step of a message ${median(newest).toFixed(0)} ms (${newest.length} messages, clocks within ${(took / 2).toFixed(1)} ms); the page itself says ${seen.said} ms`);
  }
  figures['dashboard.main_thread_share'] = Math.max(...shares);
}

// ---- What watchers cost the session ----

/** A watcher with telemetry and no browser; one that does not read hears its welcome and no more. */
function rawWatcher(session, reads) {
  const {hostname, port, host} = new URL(session.url);
  return new Promise((attached, failed) => {
    const line = connect(Number(port), hostname);
    line.once('error', failed);
    line.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Protocol: sotto.v3\r\n\r\n`);
    let heard = '';
    const answered = (data) => {
      heard += data.toString('latin1');
      if (!heard.includes('\r\n\r\n')) return;
      line.off('data', answered);
      if (!heard.startsWith('HTTP/1.1 101')) return failed(new Error(heard.split('\r\n')[0]));
      const hello = Buffer.from(JSON.stringify({type: 'hello', protocol: 3, session: 'live', role: 'watcher', token: '', holds: [], telemetry: true}));
      // A mask of zeros leaves the bytes as they are.
      line.write(Buffer.concat([Buffer.from([0x81, 0xfe, hello.length >> 8, hello.length & 255, 0, 0, 0, 0]), hello]));
      line.once('data', () => {
        if (reads) line.on('data', () => {});
        else line.pause();
        attached(line);
      });
    };
    line.on('data', answered);
  });
}

function residentMb(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}

/** CPU time of all its threads, to the nanosecond. */
function cpuNs(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.reduce((sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0);
}

/** Steps a second of one window, and the relay's CPU time a step. */
async function rate(session) {
  const look = async () => {
    const {status} = await ask(session, '/api/sessions/live');
    return {...status, cpu: cpuNs(session.relayPid)};
  };
  const from = await look();
  await pause(kWindowMs);
  const to = await look();
  const steps = to.step - from.step;
  return {rate: steps / (to.running_s - from.running_s), cpuUs: (to.cpu - from.cpu) / 1000 / steps};
}

async function measureWatchers(session) {
  const counts = [0, 1, kWatchers];
  /** @type {Record<number, number[]>} */
  const rates = Object.fromEntries(counts.map((count) => [count, []]));
  /** @type {Record<number, number[]>} */
  const cpu = Object.fromEntries(counts.map((count) => [count, []]));
  const before = residentMb(session.relayPid);
  let most = before;
  for (let round = 0; round < kRounds; ++round) {
    // Forwards and backwards, so that whatever drifts weighs on all alike.
    for (const count of round % 2 ? [...counts].reverse() : counts) {
      const lines = await Promise.all(Array.from({length: count}, (_, i) => rawWatcher(session, count === 1 || i > 0)));
      await pause(kSettleMs);
      const window = await rate(session);
      rates[count].push(window.rate);
      cpu[count].push(window.cpuUs);
      most = Math.max(most, residentMb(session.relayPid));
      for (const line of lines) line.destroy();
    }
  }
  const name = (count) => `${count}_watcher${count === 1 ? '' : 's'}`;
  for (const count of counts) {
    figures[`dashboard.steps_per_s.${name(count)}`] = median(rates[count]);
    figures[`dashboard.relay_cpu_us_per_step.${name(count)}`] = median(cpu[count]);
    console.log(`${String(count).padStart(2)} watchers: ${median(rates[count]).toFixed(0)} steps/s (quartiles ${quantile(rates[count], 0.25).toFixed(0)} and ${quantile(rates[count], 0.75).toFixed(0)}), relay ${median(cpu[count]).toFixed(1)} µs of CPU a step`);
  }
  for (const count of counts.slice(1)) {
    const pairs = rates[count].map((each, i) => each / rates[0][i]);
    figures[`dashboard.${count}_over_0`] = median(pairs);
    console.log(`${count} over 0: ${median(pairs).toFixed(3)} (median of ${kRounds} pairs, quartiles ${quantile(pairs, 0.25).toFixed(3)} and ${quantile(pairs, 0.75).toFixed(3)})`);
  }
  figures['dashboard.relay_rss_before_mb'] = before;
  figures['dashboard.relay_rss_with_watchers_mb'] = most;
  console.log(`relay: ${before.toFixed(1)} MB before, at most ${most.toFixed(1)} with watchers, one of ${kWatchers} not reading`);
}

// ---- The whole ----

const file = process.argv[2] === '--json' ? process.argv[3] : null;
const browser = await startBrowser();
try {
  await measureOpenings(browser);
  const session = await startSession(['--public-seed', '7']);
  try {
    await until('a second of steps', async () => ((await ask(session, '/api/sessions/live')).status.running_s ?? 0) > 1);
    await measurePage(browser, session);
    await browser.close();
    await measureWatchers(session);
  } finally {
    await session.end();
  }
} finally {
  await browser.close();
}
if (file) writeFileSync(file, JSON.stringify(figures, null, 2) + '\n');
