// What the curves show of a run, against the stand-in: it does at once what a real session does seldom.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {StandIn} from './stand_in.mjs';
import {openPage, shownStep, startBrowser, until} from './support.mjs';

let browser;
/** @type {StandIn} */
let session;
let page;
before(async () => {
  browser = await startBrowser();
  // A run that has just begun and rests: one step a row, two in three of them Eve's.
  session = new StandIn({sight: () => ({bob: 5, eve: 10})});
  session.take(300);
  session.state = 'paused';
  const url = await session.listen();
  ({page} = await openPage(browser, {url}));
});
after(async () => {
  await browser?.close();
  await session?.close();
});

/** In how many of the chart's columns, of 100, a line of that colour is seen. */
const columnsOf = (name) =>
  page.evaluate((name) => {
    const probe = document.createElement('span');
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const [r, g, b] = getComputedStyle(probe).color.match(/\d+/g).map(Number);
    probe.remove();
    const canvas = document.querySelector('#chart canvas');
    const {data, width, height} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let i = 0; i < width * height; i++)
      // The goal's bands are of the same colours, but faint.
      if (data[4 * i + 3] > 150 && Math.abs(data[4 * i] - r) + Math.abs(data[4 * i + 1] - g) + Math.abs(data[4 * i + 2] - b) < 12) seen.add(Math.floor((100 * (i % width)) / width));
    return seen.size;
  }, name);
const lastRow = async () => (await page.locator('#curves-table tbody tr').last().locator('td').first().textContent()) ?? '';

test('the steps before a page attached are drawn, however few there are', async () => {
  await until('the steps on the chart', async () => Number(await page.getByTestId('chart').getAttribute('data-step')) >= 297);
  for (const name of ['bob', 'eve']) await until(`${name}’s line`, async () => (await columnsOf(name)) > 75);
});

test('steps that are taken again take the old ones’ place', async () => {
  await page.locator('#curves-table summary').click();
  await until('the table', async () => /to 297$/.test(await lastRow()));
  session.rewind(150);
  session.sight = () => ({bob: 1, eve: 10});
  session.take(30);
  session.flush();
  session.publish();
  await until('the run at step 180', async () => (await shownStep(page)) === 180);
  await until('the curves at step 180', async () => Number(await page.getByTestId('chart').getAttribute('data-step')) === 179);
  session.take(1);
  session.flush();
  await until('the table without the old steps', async () => {
    const cells = await page.locator('#curves-table tbody tr').last().locator('td').allTextContents();
    return /to 1(79|80)$/.test(cells[0]) && Number(cells[2]) === 1;
  });
  assert.equal(await page.locator('#readout-bob-text').textContent(), 'Bob 1.00 (1.00–1.00)');
});

test('names, bounds and chance are the task’s', async () => {
  assert.match((await page.locator('#curves-table thead').textContent()) ?? '', /Bob leastmeanmostEve leastmeanmostCopy least/);
  assert.equal(await page.locator('#readout-shadow').isVisible(), false);
  await page.locator('#show-shadow').check();
  await until('the copy', async () => /^Copy 10\.00/.test((await page.locator('#readout-shadow-text').textContent()) ?? ''));
});
