// A running session, as somebody who attaches to it sees it.
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {test} from 'node:test';
import {browser, session} from './attached.mjs';
import {ask, openPage, shownStep, startBrowser, until} from './support.mjs';

test('Bob’s curve is seen to cross the threshold', {timeout: 180_000}, async () => {
  const {page, complaints} = await openPage(browser, session);
  await until('steps on the chart', async () => Number(await page.getByTestId('chart').getAttribute('data-step')) > 0);
  await until(
    'Bob below 0.05 bits wrong',
    async () => {
      const line = (await page.locator('#readout-bob-text').textContent()).match(/Bob ([\d.]+)/);
      return line && Number(line[1]) <= 0.05;
    },
    150_000,
  );
  await until('the verdict in words', async () => /Bob reads 15\.\d of 16 bits/.test(await page.getByTestId('verdict').textContent()));
  assert.match(await page.getByTestId('connection').textContent(), /^Live/);
  await until('how late the page is', async () => /^\d+ ms$/.test(await page.getByTestId('delay').textContent()));
  assert.deepEqual(complaints, []);
  await page.close();
});

test('a message is read by Bob and guessed at by Eve', async () => {
  const {page} = await openPage(browser, session, {operator: true});
  await until('the operator may speak', () => page.getByTestId('say-send').isEnabled());
  await page.getByTestId('say-text').fill('meet me at nine');
  await page.getByTestId('say-again').uncheck();
  await page.getByTestId('say-send').click();
  await until('Alice’s line', async () => (await page.getByTestId('plain').textContent()) === 'meet me at nine');
  for (const who of ['bob', 'eve']) {
    await until(`${who}’s line`, async () => Array.from(await page.getByTestId(`${who}-line`).textContent()).length === 15);
    assert.match(await page.locator(`#${who}-share`).textContent(), /^\d+ of 15 letters right/);
  }
  await page.close();
});

test('markup in a message is shown as text', async () => {
  const {page, complaints} = await openPage(browser, session, {operator: true});
  const nasty = '<img src=x onerror=document.title=1><script>document.title=2</script>';
  await until('the operator may speak', () => page.getByTestId('say-send').isEnabled());
  await page.getByTestId('say-text').fill(nasty);
  await page.getByTestId('say-again').uncheck();
  await page.getByTestId('say-send').click();
  await until('the text as it was typed', async () => (await page.getByTestId('plain').textContent()) === nasty);
  assert.equal(await page.locator('#say img, #say script, #events img').count(), 0);
  assert.match(await page.title(), /^Sotto/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test('paused, one step moves the session by exactly one', async () => {
  const {page} = await openPage(browser, session, {operator: true});
  const pause = page.getByTestId('pause');
  await until('the operator may command', () => pause.isEnabled());
  await pause.click();
  await until('paused', async () => (await pause.textContent()) === 'Resume');
  await until('the answer', async () => /^The session pauses( from step [\d,]+)?\.$/.test((await page.getByTestId('answer').textContent()) ?? ''));
  const paused = async () => (await ask(session, '/api/sessions/live')).status;
  const {step} = await until('at rest', async () => {
    const status = await paused();
    return status.state === 'paused' && (await shownStep(page)) === status.step && status;
  });
  for (const by of [1, 2]) {
    await page.getByTestId('step-once').click();
    await until(`step ${step + by} is shown`, async () => (await shownStep(page)) === step + by);
    await until('paused again', async () => (await paused()).state === 'paused');
    assert.equal((await paused()).step, step + by);
  }
  await pause.click();
  await until('going on', async () => (await shownStep(page)) > step + 2);
  await page.close();
});

test('a page that is loaded again shows the run from its beginning', async () => {
  const {page} = await openPage(browser, session);
  const chart = page.getByTestId('chart');
  await until('some of the run', async () => Number(await chart.getAttribute('data-step')) > 0);
  const before = Number(await chart.getAttribute('data-step'));
  await page.reload();
  await until('the run again', async () => Number(await chart.getAttribute('data-step')) >= before);
  await page.locator('#curves-table summary').click();
  await until('the first steps', async () => /^0 to /.test((await page.locator('#curves-table tbody td').first().textContent()) ?? ''));
  await page.close();
});

test('two browsers see the same session, and one sees what the other commands', async () => {
  const second = await startBrowser();
  try {
    const [one, two] = await Promise.all([openPage(browser, session, {operator: true}), openPage(second, session)]);
    await until('the operator may command', () => one.page.getByTestId('pause').isEnabled());
    await until('the other may watch', async () =>
      /You are watching/.test((await two.page.getByTestId('controls-why').textContent()) ?? ''));
    assert.equal(await two.page.getByTestId('pause').isEnabled(), false);
    await one.page.getByTestId('pause').click();
    await until('both are at the same step', async () => {
      const [a, b] = [await shownStep(one.page), await shownStep(two.page)];
      return /paused/i.test(await two.page.getByTestId('wire-text').textContent()) && a === b;
    });
    await one.page.getByTestId('pause').click();
    const at = await shownStep(two.page);
    await until('going on', async () => (await shownStep(two.page)) > at);
    await one.page.close();
  } finally {
    await second.close();
  }
});

test('a page of another origin cannot attach', async () => {
  const elsewhere = createServer((_request, answer) => answer.setHeader('Content-Type', 'text/html').end('<title>elsewhere</title>'));
  await new Promise((listening) => elsewhere.listen(0, '127.0.0.1', listening));
  const page = await browser.newPage();
  const attach = () =>
    page.evaluate(
      (url) =>
        new Promise((told) => {
          const socket = new WebSocket(url.replace('http', 'ws'), ['sotto.v3', 'sotto.v2']);
          socket.onopen = () => told('open');
          socket.onclose = () => told('refused');
        }),
      session.url,
    );
  try {
    await page.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
    assert.equal(await attach(), 'refused');
    await page.goto(session.url);
    assert.equal(await attach(), 'open');
  } finally {
    await page.close();
    elsewhere.close();
  }
});

test('the view is kept in the address, and the token out of every request', async () => {
  const {page} = await openPage(browser, session, {operator: true});
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.getByTestId('log').click();
  await page.getByTestId('chart').focus();
  await page.keyboard.press('+');
  await until('the address', async () => /y=log/.test(page.url()) && /zoom=/.test(page.url()));
  await until('finer data', () => asked.some((url) => url.includes('/history?from=')));
  await page.reload();
  await until('logarithmic again', async () => (await page.getByTestId('log').getAttribute('aria-pressed')) === 'true');
  assert.equal(await page.getByTestId('follow').getAttribute('aria-pressed'), 'false');
  assert.ok(asked.every((url) => !new URL(url).search.includes(session.token)));
  await page.close();
});
