// For everybody: no serious finding of axe, in both themes, and no breach of the page's policy.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {test} from 'node:test';
import {browser, session} from './attached.mjs';
import {openPage, shownStep, until} from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  for (const [device, viewport] of Object.entries({phone: {width: 390, height: 3000}, laptop: {width: 1366, height: 2400}}))
    for (const operator of [true, false])
      test(`${colorScheme}, ${device}, ${operator ? 'operator' : 'watcher'}`, async () => {
        const {page, complaints} = await openPage(browser, session, {colorScheme, viewport, operator});
        await until('a running session', async () => (await shownStep(page)) > 0);
        for (const summary of await page.locator('details summary').all()) if (await summary.isVisible()) await summary.click();
        if (operator) await page.getByTestId('tour-start').click();
        await page.evaluate(axe);
        const {violations} = await page.evaluate(() => globalThis.axe.run());
        const serious = violations
          .filter(({impact}) => impact === 'serious' || impact === 'critical')
          .map(({id, nodes}) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
        assert.deepEqual(serious, []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `the page is ${wide} px too wide`);
        assert.deepEqual(complaints, []);
        await page.close();
      });

test('the guided tour is walked with the keyboard alone', async () => {
  const {page} = await openPage(browser, session);
  await page.getByTestId('tour-start').focus();
  await page.keyboard.press('Enter');
  const tour = page.getByTestId('tour');
  await until('the tour', () => tour.isVisible());
  for (let stop = 0; stop < 9; stop++) {
    assert.match(await page.locator('#tour-count').textContent(), new RegExp(`^${stop + 1} of 9`));
    await page.keyboard.press('Enter');
  }
  await until('its end', async () => !(await tour.isVisible()));
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'tour-start');
  await page.close();
});

test('who compares with the keyboard stays on the button', async () => {
  const {page} = await openPage(browser, session);
  await page.route('**/api/sessions', async (route) => {
    const list = await (await route.fetch()).json();
    const recorded = {session: 'live-1', created: '2026-01-01T00:00:00Z', steps: 10, outcome: 'secret', bits: 16, live: false};
    await route.fulfill({json: {...list, recorded: [recorded]}});
  });
  await page.locator('#sessions-refresh').click();
  const compare = page.getByRole('button', {name: 'Compare live-1'});
  await until('the recorded run', () => compare.isVisible());
  for (const pressed of ['true', 'false']) {
    await compare.focus();
    await page.keyboard.press('Enter');
    await until(`it is pressed: ${pressed}`, async () => (await compare.getAttribute('aria-pressed')) === pressed);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Compare live-1');
  }
  await page.close();
});
