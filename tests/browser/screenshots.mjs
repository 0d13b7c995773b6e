// The pictures of README and docs, from real sessions: the dashboard light, dark and on a phone; and what flipping a bit does in the
// paper's game and in a sealed session.
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {kSmall, openPage, root, startBrowser, startSession, until} from './support.mjs';

const folder = join(root, 'docs/images');
mkdirSync(folder, {recursive: true});
const [browser, session] = await Promise.all([startBrowser(), startSession(kSmall)]);
try {
  const {page: talker} = await openPage(browser, session, {operator: true});
  await until('the operator may speak', () => talker.getByTestId('say-send').isEnabled());
  await talker.getByTestId('say-send').click();
  await until('a secret', async () => /failed since/.test(await talker.getByTestId('verdict').textContent()), 300_000);
  await until('some messages after it', async () => /1[2-5] of 15/.test(await talker.locator('#bob-share').textContent()));

  /** @param {string} name @param {Parameters<typeof openPage>[2]} how */
  const shoot = async (name, how) => {
    const {page} = await openPage(browser, session, {...how, moving: true});
    await until('both lines', async () => (await page.getByTestId('eve-line').textContent()) !== '…');
    const below = await page.locator('#ciphertext-picture').evaluate((picture) => picture.getBoundingClientRect().top > innerHeight);
    await until('the ciphertext', async () => below || (await page.locator('#ciphertext-step').textContent()) !== 'none yet');
    await until('the sensitivity', async () => below || (await page.locator('#sensitivity-step').textContent()) !== 'none yet');
    await page.screenshot({path: join(folder, `${name}.png`)});
    await page.close();
  };
  await shoot('dashboard-light', {operator: true, viewport: {width: 1366, height: 2010}});
  await shoot('dashboard-dark', {operator: true, colorScheme: 'dark', viewport: {width: 1366, height: 800}});
  await shoot('dashboard-phone', {viewport: {width: 390, height: 844}});
  await shootSensitivity('sensitivity-live', session, /failed since/);
} finally {
  await session.end();
}
const sealed = await startSession(['--preset', 'sealed', '--public-seed', '7']);
try {
  await shootSensitivity('sensitivity-sealed', sealed, /ciphertext alone does not tell/);
} finally {
  await browser.close();
  await sealed.end();
}

/**
 * The card, once the verdict says that, and of a step after it.
 * @param {string} name @param {Awaited<ReturnType<typeof startSession>>} of @param {RegExp} verdict
 */
async function shootSensitivity(name, of, verdict) {
  const {page} = await openPage(browser, of, {moving: true, viewport: {width: 1366, height: 2400}});
  await until(`the goal of ${name}`, async () => verdict.test(await page.getByTestId('verdict').textContent()), 300_000);
  const step = page.locator('#sensitivity-step');
  const before = await step.textContent();
  await until('a newer picture', async () => (await step.textContent()) !== before);
  await page.locator('#sensitivity').screenshot({path: join(folder, `${name}.png`)});
  await page.close();
}
