// The pictures of README and docs, from real sessions: the dashboard light, dark and on a phone; what flipping a bit does in the
// paper's game and in a sealed session; and what is told, hidden and guessed where Alice learns what to protect.
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
  await shootProbe('sensitivity-live', session, /failed since/, 'sensitivity');
} finally {
  await session.end();
}
/** @type {[string, string[], RegExp, string][]} */
const others = [
  ['sensitivity-sealed', ['--preset', 'sealed'], /ciphertext alone does not tell/, 'sensitivity'],
  ['guesses-protected', ['--task', 'selective', '--steps', '18000', '--until', 'steps'], /Since step/, 'guesses'],
  ['guesses-open', ['--task', 'selective', '--protect', '0', '--steps', '18000', '--until', 'steps'], /Since step/, 'guesses'],
];
try {
  for (const [name, how, verdict, card] of others) {
    const of = await startSession([...how, '--public-seed', '7']);
    try {
      await shootProbe(name, of, verdict, card);
    } finally {
      await of.end();
    }
  }
} finally {
  await browser.close();
}

/**
 * The card that draws a probe, once the verdict says that, and of a step after it.
 * @param {string} name @param {Awaited<ReturnType<typeof startSession>>} of @param {RegExp} verdict @param {string} card
 */
async function shootProbe(name, of, verdict, card) {
  const {page} = await openPage(browser, of, {moving: true, viewport: {width: 1366, height: 2400}});
  await until(`the goal of ${name}`, async () => verdict.test(await page.getByTestId('verdict').textContent()), 300_000);
  const step = page.locator(`#${card}-step`);
  const before = await step.textContent();
  await until('a newer picture', async () => (await step.textContent()) !== before);
  await page.locator(`#${card}`).screenshot({path: join(folder, `${name}.png`)});
  await page.close();
}
