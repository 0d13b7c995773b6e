// Each command is answered by its own result, whatever else is told; against the stand-in.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {StandIn} from './stand_in.mjs';
import {openPage, startBrowser, until} from './support.mjs';

let browser;
/** @type {StandIn} */
let session;
let page;
let complaints;
before(async () => {
  browser = await startBrowser();
  session = new StandIn();
  const url = await session.listen();
  ({page, complaints} = await openPage(browser, {url, token: 'operator-token'}, {operator: true}));
  await until('the operator may command', () => page.getByTestId('pause').isEnabled());
});
after(async () => {
  await browser?.close();
  await session?.close();
});
const answer = () => page.getByTestId('answer').textContent();
const bad = async () => /\bbad\b/.test((await page.getByTestId('answer').getAttribute('class')) ?? '');

test('what was done is said with the step from which it holds', async () => {
  await page.getByTestId('reset-eve').click();
  await until('the answer', async () => /^Eve starts anew from step [\d,]+\.$/.test((await answer()) ?? ''));
  assert.equal(await bad(), false);
});

test('a refusal is said in the relay’s words', async () => {
  await page.locator('#cycle-ab').fill('0');
  await page.locator('#cycle-eve').fill('0');
  await page.locator('#cycle-form button').click();
  await until('the refusal', async () => (await answer()) === 'The new cycle is refused: command.cycle is empty, expected phases with their numbers of steps.');
  assert.equal(await bad(), true);
});

test('after thousands of notices commands are still answered', async () => {
  for (let i = 0; i < 2500; i++) session.notice('control', `the session is paced anew, ${i}`);
  await until('the last of them', async () => (await page.getByTestId('events').locator('li', {hasText: 'anew, 2499'}).count()) === 1);
  await page.getByTestId('freeze').click();
  await until('the answer', async () => /^Alice and Bob keep their weights from step/.test((await answer()) ?? ''));
});

test('a message that Alice is given is answered where it was typed', async () => {
  await page.getByTestId('say-again').uncheck();
  await page.getByTestId('say-send').click();
  await until('the answer', async () => (await page.getByTestId('say-answer').textContent()) === 'Alice sends it once.');
});

test('a message that is repeated ends by its button, whatever stands in the field', async () => {
  await page.getByTestId('say-text').fill('again and again');
  await page.getByTestId('say-again').check();
  await page.getByTestId('say-send').click();
  await until('that it is repeated', () => page.locator('#say-end').isVisible());
  await page.getByTestId('say-text').fill('');
  await page.locator('#say-end').click();
  await until('its end', () => session.repeat === null);
  assert.equal(session.messages.at(-1).text, 'again and again');
});

test('a command without an answer is said to have none', async () => {
  session.mute = true;
  await page.getByTestId('freeze').click();
  await until('that nothing came', async () => /: the relay has not answered within 5 s\.$/.test((await answer()) ?? ''));
  assert.equal(await bad(), true);
  session.mute = false;
  assert.deepEqual(complaints, []);
});
