// A long run: shown whole, with its spikes, and replayed.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {ask, openPage, startBrowser, startSession, until} from './support.mjs';

const kSteps = 60_000;
let browser;
let session;
let name;
before(async () => {
  // The smallest networks there are: it is the number of steps that matters.
  const options = ['--bits', '4', '--minibatch', '4', '--steps', String(kSteps), '--public-seed', '7'];
  [browser, session] = await Promise.all([startBrowser(), startSession(options)]);
  name = await until(
    'a run of 60,000 steps',
    async () => {
      const {sessions, recorded} = await ask(session, '/api/sessions');
      const done = recorded.find((each) => each.steps >= kSteps) ?? sessions.find((each) => each.step >= kSteps && each.state === 'finished');
      return done?.session;
    },
    600_000,
  );
}, {timeout: 660_000});
after(async () => {
  await browser?.close();
  await session?.end();
});

test('it is shown whole, and no spike is lost', async () => {
  const whole = await ask(session, `/api/sessions/${name}/history?points=1`);
  const highest = Math.max(...whole.rows.map((row) => row[whole.columns.indexOf('bob_max')] ?? 0));
  const {page, complaints} = await openPage(browser, session, {fragment: `replay=${name}&at=1000000`});
  const chart = page.getByTestId('chart');
  await until('the last steps', async () => Number(await chart.getAttribute('data-step')) >= whole.last);
  await page.locator('#curves-table summary').click();
  const rows = page.locator('#curves-table tbody tr');
  await until('the table', async () => (await rows.count()) > 10);
  const cells = await rows.evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent)));
  assert.match(cells[0][0], /^0 to /);
  const most = Math.max(...cells.map((row) => Number(row[4])).filter(Number.isFinite));
  assert.ok(Math.abs(most - highest) < 0.006, `highest shown ${most}, measured ${highest}`);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('it is replayed up to where the scrubber stands', async () => {
  const {page} = await openPage(browser, session, {fragment: `replay=${name}&at=0`});
  const chart = page.getByTestId('chart');
  const scrubber = page.getByTestId('replay-at');
  await until('the replay', () => scrubber.isVisible());
  const end = Number(await scrubber.getAttribute('max'));
  await scrubber.evaluate((range, value) => {
    range.value = value;
    range.dispatchEvent(new Event('input'));
  }, String(end / 2));
  const half = await until('half of the run', async () => Number(await chart.getAttribute('data-step')) || 0);
  assert.ok(half > 0 && half < kSteps);
  await page.getByTestId('replay-play').click();
  await until('it plays', async () => Number(await chart.getAttribute('data-step')) > half);
  await until('the position in the address', async () => {
    if ((await page.getByTestId('replay-play').textContent()) === 'Pause') await page.getByTestId('replay-play').click();
    return new URL(page.url()).hash.includes(`replay=${name}`) && !/at=0(\.0+)?$/.test(page.url());
  });
  await page.close();
});
