// The README's pictures of the dashboard, from a real session: light, dark and on a phone.
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
} finally {
  await browser.close();
  await session.end();
}
