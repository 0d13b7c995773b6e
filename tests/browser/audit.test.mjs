// What attackers find is shown as it comes; against the stand-in.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {StandIn} from './stand_in.mjs';
import {openPage, startBrowser, until} from './support.mjs';

let browser;
/** @type {StandIn} */
let session;
let url;
before(async () => {
  browser = await startBrowser();
  session = new StandIn();
  url = await session.listen();
});
after(async () => {
  await browser?.close();
  await session?.close();
});
const open = (how = {}) => openPage(browser, {url, token: 'operator-token'}, how);

test('an operator orders an audit, and the page shows who reads beside Eve', async () => {
  const {page, complaints} = await open({operator: true});
  await until('the operator may command', () => page.getByTestId('audit-order').isEnabled());
  assert.match((await page.getByTestId('audit-text').textContent()) ?? '', /audit/);
  await page.getByTestId('audit-order').click();
  await until('the answer', async () => /^An audit begins from step [\d,]+\.$/.test((await page.getByTestId('answer').textContent()) ?? ''));
  await page.locator('#audit').scrollIntoViewIfNeeded();
  await until('the verdict', async () => /^Hollow: mlp256, without the key, is wrong in 2\.4 of 16 bits/.test((await page.getByTestId('audit-text').textContent()) ?? ''));
  const bars = page.getByTestId('audit-bars').locator('li');
  assert.equal(await bars.count(), 5);
  assert.match((await bars.nth(3).textContent()) ?? '', /mlp256.*wrong in 2\.40.*judged/);
  assert.match((await bars.nth(4).textContent()) ?? '', /pairs256.*learns at least 2\.50/);
  assert.equal(await page.getByRole('meter', {name: 'Bits that mlp256 reads wrong'}).getAttribute('aria-valuenow'), '2.40');
  assert.equal(await page.locator('#audit-wrong canvas').count(), 1);
  await page.locator('#audit-table summary').focus();
  await page.keyboard.press('Enter');
  await until('the table', async () => (await page.locator('#audit-table tbody tr').count()) === 28);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('who attaches after an audit sees what came of it, on a phone, too', async () => {
  const {page, complaints} = await open({viewport: {width: 390, height: 844}});
  await page.locator('#audit').scrollIntoViewIfNeeded();
  await until('the verdict', async () => /^Hollow: mlp256/.test((await page.getByTestId('audit-text').textContent()) ?? ''));
  assert.equal(await page.getByTestId('audit-bars').locator('li').count(), 5);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
  assert.deepEqual(complaints, []);
  await page.close();
});
