// The page over https, and its WebSocket over wss.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {kSmall, openPage, shownStep, startBrowser, startEncryptedDemo, until} from './support.mjs';

// The stand-in speaks no TLS.
const skip = Boolean(process.env.SOTTO_BROWSER_SESSION);

test('the page shows a live session over TLS, and takes orders', {skip}, async () => {
  const [browser, session] = await Promise.all([startBrowser(), startEncryptedDemo(kSmall)]);
  try {
    assert.match(session.url, /^https:/);
    const {page, complaints} = await openPage(browser, session, {operator: true});
    await until('steps', async () => (await shownStep(page)) > 0);
    const before = await shownStep(page);
    await until('further steps', async () => (await shownStep(page)) > before);
    const sockets = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.reload();
    const pause = page.getByTestId('pause');
    await until('the operator may command', () => pause.isEnabled());
    assert.deepEqual(sockets, [session.url.replace('https:', 'wss:')]);
    await pause.click();
    await until('paused', async () => (await pause.textContent()) === 'Resume');
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    await session.end();
  }
});
