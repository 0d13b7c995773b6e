// A browser and a small running session, shared by the tests of the file that imports them.
import {after, before} from 'node:test';
import {kSmall, startBrowser, startSession} from './support.mjs';

export let browser;
export let session;
before(async () => {
  [browser, session] = await Promise.all([startBrowser(), startSession(kSmall)]);
});
after(async () => {
  await browser?.close();
  await session?.end();
});
