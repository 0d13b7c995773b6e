// Somebody is lost and comes back.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {browser, session} from './attached.mjs';
import {openPage, shownStep, until} from './support.mjs';

test('a killed Bob is awaited by name, and the run goes on when he is back', async () => {
  const {page, complaints} = await openPage(browser, session);
  await until('a running session', async () => (await shownStep(page)) > 0);
  await session.kill('bob');
  await until('who is awaited', async () => /Waiting for Bob to join: [\d.]+ s of \d+ s/.test(await page.getByTestId('wire-text').textContent()));
  assert.equal(await page.getByTestId('state-bob').textContent(), 'not there');
  const at = await shownStep(page);
  await session.start('bob');
  await until('the run goes on', async () => (await shownStep(page)) > at);
  await until('Bob is there', async () => (await page.getByTestId('state-bob').textContent()) !== 'not there');
  await until('what happened', async () => (await page.getByTestId('events').locator('[data-kind=joined]').count()) > 3);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('a relay that is gone is said to be gone', async () => {
  const {page} = await openPage(browser, session);
  await until('attached', async () => (await page.getByTestId('connection').getAttribute('data-state')) === 'open');
  await session.kill('relay');
  await until('the page says so', async () => /The relay is gone; trying again/.test(await page.getByTestId('connection').textContent()));
  // The countdown behind it is none of the live region's.
  assert.doesNotMatch(await page.locator('#connection-says[role=status]').textContent(), /\d|…/);
  assert.equal(await page.getByTestId('pause').isEnabled(), false);
  await page.close();
});
