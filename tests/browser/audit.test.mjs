// What attackers find is shown as it comes: against the stand-in, and in a real session.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {StandIn} from './stand_in.mjs';
import {kSmall, openPage, startBrowser, startSession, until} from './support.mjs';

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
  assert.match((await bars.nth(0).textContent()) ?? '', /Eve.*on the wire/);
  assert.match((await bars.nth(1).textContent()) ?? '', /mlp256.*wrong in 2\.40.*judged/, 'the best attacker comes first');
  assert.match((await bars.nth(2).textContent()) ?? '', /pairs256.*learns at least 2\.50/);
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

test('real attackers of a real session are shown, whoever they are', {timeout: 180_000}, async () => {
  const real = await startSession([...kSmall, '--audit-minibatches', '60', '--audit-held-out', '20']);
  try {
    for (const name of ['linear', 'pairs64']) real.attack(name);
    const {page, complaints} = await openPage(browser, real, {operator: true});
    await until('both attackers', async () => /attacker 'linear' has joined[^]*attacker 'pairs64' has joined|attacker 'pairs64' has joined[^]*attacker 'linear' has joined/.test((await page.locator('#events').textContent()) ?? ''));
    await until('the operator may command', () => page.getByTestId('audit-order').isEnabled());
    await page.getByTestId('audit-order').click();
    await page.locator('#audit').scrollIntoViewIfNeeded();
    const words = () => page.getByTestId('audit-bars').textContent();
    await until('both are judged', async () => /linearwrong in \d\.\d+judged/.test((await words()) ?? '') && /pairs64learns at least \d\.\d+judged/.test((await words()) ?? ''), 120_000);
    await until('what the audit came to', async () => /^(Hollow: |No attacker |Audited: )/.test((await page.getByTestId('audit-text').textContent()) ?? ''));
    assert.deepEqual(complaints, []);
    await page.close();
  } finally {
    await real.end();
  }
});
