// A session in which Alice tells one number and hides another, as somebody who attaches to it sees it.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after, before, test} from 'node:test';
import {ask, openPage, startBrowser, startSession, until} from './support.mjs';

let browser;
let session;
let page;
let complaints;
before(async () => {
  [browser, session] = await Promise.all([startBrowser(), startSession(['--task', 'selective', '--public-seed', '7', '--until', 'steps'])]);
  // Tall enough for the whole page: what is out of sight is not drawn.
  ({page, complaints} = await openPage(browser, session, {operator: true, viewport: {width: 1366, height: 2600}}));
});
after(async () => {
  await browser?.close();
  await session?.end();
});
// A stand-in has another task.
const real = {skip: Boolean(process.env.SOTTO_BROWSER_SESSION)};

const text = async (id) => (await page.getByTestId(id).textContent()) ?? '';
const isSeen = (selector) => page.locator(selector).isVisible();

test('the verdict says how far each is, and what is possible', real, async () => {
  await until('all three', async () => /Bob is 0\.\d+ from D on average.*The public estimate is \d\.\d+ from D.*Eve is \d\.\d+ from C/.test(await text('verdict')));
  assert.doesNotMatch(await text('verdict'), /\bbits?\b|secret|reads/i);
  await until('the public estimate says something', async () => /0\.410 is the best that tells nothing of C/.test(await text('verdict')), 120_000);
});

test('what means nothing where no text is sent and no bit is read is not there', real, async () => {
  for (const hidden of ['#say', '#sensitivity', '#audit', '#audit-order', '#scores', '#scale-log']) assert.equal(await isSeen(hidden), false, hidden);
  for (const shown of ['#wire', '#curves', '#frontier', '#guesses', '#controls', '#ciphertext', '#events', '#sessions']) assert.equal(await isSeen(shown), true, shown);
  const said = await page.evaluate(() => document.body.innerText);
  assert.doesNotMatch(said, /tossing coins|bits read wrong|of 16/i);
  assert.match(said, /In public she says how large D is/);
});

test('the run’s place is seen beside what is possible', real, async () => {
  await until('words on it', async () => /^Eve is \d\.\d+ from C, the public estimate \d\.\d+ from D\. /.test(await text('frontier-text')));
  await until('the dot', async () => (await page.getByTestId('frontier-now').getAttribute('visibility')) === 'visible');
  for (const name of ['tells all it can', 'tells nothing of C', 'the goal', 'this run']) assert.match(await text('frontier-chart'), new RegExp(name));
  const bars = page.getByTestId('frontier-bars').locator('li');
  assert.deepEqual(await bars.evaluateAll((all) => all.map((each) => each.dataset.series)), ['public', 'bob', 'eve']);
  assert.match(await bars.nth(1).locator('.meter').getAttribute('aria-valuetext'), /^0\.\d+ from D; best possible 0\.279 and without any message 0\.500$/);
  await page.locator('#frontier-table summary').click();
  const {task} = await ask(session, '/api/sessions/live');
  await until('the curve as a table', async () => (await page.locator('#frontier-table tbody tr').count()) === task.frontier.points.length);
});

test('each dot is what is hidden beside what Eve takes it for', real, async () => {
  await until('the dots', async () => (await page.getByTestId('guesses-dots').locator('circle').count()) === 128, 60_000);
  assert.match(await text('guesses-text'), /^Eve is 0\.\d+ from these 128 on average; to say 0 each time would be 0\.\d+ from them\.$/);
  await page.locator('#guesses-table summary').click();
  await until('the dots as a table', async () => (await page.locator('#guesses-table tbody tr').count()) === 128);
});

test('curves are of distances, and Alice’s copy of Eve is shown when asked for', real, async () => {
  assert.match(await page.locator('#curves-title').innerText(), /How far from the truth/);
  assert.match(await page.locator('#curves-goal').textContent(), /^The goal: Bob within 0\.307 of D/);
  assert.equal(await isSeen('#readout-shadow'), false);
  assert.equal(await isSeen('#readout-key'), false, 'a reader of bits has no place among distances');
  await page.locator('#show-shadow').check();
  await until('the copy', () => isSeen('#readout-shadow'));
  assert.equal(await isSeen('#readout-key'), false);
});

test('on the wire is what is said aloud, and the ciphertext', real, async () => {
  assert.match(await text('wire'), /estimate and.*ciphertext →.*a copy of both/);
  assert.equal(await page.locator('#wire-diagram .packet.moving .aloud').count(), 3, 'on the way out, on to Bob, and to Eve');
  await until('one of both frames', async () => /^On the wire: the (ciphertext|public estimate)$/.test((await page.locator('#ciphertext-title').textContent()) ?? ''));
});

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  for (const width of [390, 1366])
    test(`everybody can use it: ${colorScheme}, ${width} wide`, real, async () => {
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      const {page: other, complaints: others} = await openPage(browser, session, {colorScheme, viewport: {width, height: 4600}});
      await until('the dot', async () => (await other.getByTestId('frontier-now').count()) === 1);
      for (const summary of await other.locator('details summary').all()) if (await summary.isVisible()) await summary.click();
      await other.evaluate(axe);
      const {violations} = await other.evaluate(() => globalThis.axe.run());
      const serious = violations.filter(({impact}) => impact === 'serious' || impact === 'critical').map(({id, nodes}) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
      assert.deepEqual(serious, []);
      assert.ok((await other.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'the page is too wide');
      assert.deepEqual(others, []);
      await other.close();
    });

test('the tour goes where there is something to see', real, async () => {
  await page.getByTestId('tour-start').click();
  for (const stop of ['wire', 'curves', 'frontier', 'guesses', 'controls', 'sessions']) {
    await until(`the tour is at ${stop}`, () => page.locator(`#${stop}.toured`).isVisible());
    await page.getByTestId('tour-next').click();
  }
  assert.equal(await page.getByTestId('tour').isVisible(), false);
  assert.deepEqual(complaints, []);
});
