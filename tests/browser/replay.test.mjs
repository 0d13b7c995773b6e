// A recorded run: where its replay leads, what it shows of a moment, and how it is judged; against the stand-in.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {StandIn} from './stand_in.mjs';
import {openPage, startBrowser, until} from './support.mjs';

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

/** @param {(session: {url: string}, standIn: StandIn) => Promise<void>} look @param {StandIn} standIn */
async function serving(standIn, look) {
  try {
    await look({url: await standIn.listen()}, standIn);
  } finally {
    await standIn.close();
  }
}
const verdict = (page) => page.getByTestId('verdict').textContent();

for (const moving of [false, true])
  test(`a replay leads to the curves, ${moving ? 'gently' : 'at once where nothing may move'}`, () =>
    serving(new StandIn(), async (session) => {
      const {page} = await openPage(browser, session, {viewport: {width: 1366, height: 700}, moving});
      await page.evaluate(() => {
        globalThis.asked = [];
        const scroll = Element.prototype.scrollIntoView;
        Element.prototype.scrollIntoView = function (how) {
          globalThis.asked.push(how.behavior);
          scroll.call(this, how);
        };
      });
      const replay = page.getByTestId('sessions').getByRole('button', {name: 'Replay live'});
      await until('the list of runs', () => replay.isVisible());
      await replay.click();
      await until('the replay', () => page.getByTestId('replay').isVisible());
      await until('the curves in sight', () =>
        page.evaluate(() => {
          const {top, bottom} = document.getElementById('chart').getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight - document.getElementById('replay').offsetHeight;
        }),
      );
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'chart');
      assert.deepEqual(await page.evaluate(() => globalThis.asked), [moving ? 'smooth' : 'instant']);
      await page.close();
    }));

test('the ciphertext and the probe are the newest before the moment', async () => {
  const standIn = new StandIn({limit: 3000});
  standIn.take(1000);
  standIn.show();
  standIn.take(1000);
  standIn.show();
  standIn.take(1000);
  await serving(standIn, async (session) => {
    const at = async (t, words) => {
      const {page} = await openPage(browser, session, {fragment: `replay=live&at=${t}`});
      for (const id of ['ciphertext-step', 'sensitivity-step']) {
        await page.locator(`#${id}`).scrollIntoViewIfNeeded();
        await until(`${id} at ${t} s`, async () => (await page.locator(`#${id}`).textContent()) === words);
      }
      await page.close();
    };
    await at(1, 'none was recorded by then');
    await at(5, 'step 999');
    await at(1000, 'step 1,999');
  });
});

test('a run is judged alike, live and replayed', async () => {
  // Figures that no bucket of the whole run has the mean of, but every window of twenty has.
  const standIn = new StandIn({sight: (main) => (main % 20 ? {bob: 0.02, eve: 7.9} : {bob: 0.5, eve: 4})});
  standIn.take(59_827);
  standIn.state = 'paused';
  await serving(standIn, async (session) => {
    const {page} = await openPage(browser, session);
    const live = await until('the verdict', async () => /failed since step/.test((await verdict(page)) ?? '') && verdict(page));
    await page.close();
    const {page: replayed} = await openPage(browser, session, {fragment: 'replay=live&at=1000000'});
    await until('the replay', () => replayed.getByTestId('replay').isVisible());
    await until(`the same verdict: ${live}`, async () => (await verdict(replayed)) === live);
    await replayed.close();
  });
});

test('bounds that hold before Eve has had her chance are no secret', async () => {
  const standIn = new StandIn({sight: () => ({bob: 0.01, eve: 7.9}), chance: 2000});
  standIn.take(3000);
  standIn.state = 'paused';
  await serving(standIn, async (session) => {
    const {page} = await openPage(browser, session);
    await until('the verdict', async () => /Eve has not had her chance yet\. Eve has had 1000 of the 2000 minibatches/.test((await verdict(page)) ?? ''));
    await page.close();
  });
});
