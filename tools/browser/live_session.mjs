// A real session for a browser to look at: the relay and its three parties, each a process. The browser tests and the
// page's benchmark share it.
// SOTTO_BROWSER_SESSION names a module whose startSession() takes the place of the one below.
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** The browser's driver, which the browser tests install. @type {import('playwright-core')} */
const {chromium} = createRequire(join(root, 'tests/browser/package.json'))('playwright-core');
const programs = process.env.SOTTO_BIN ?? join(root, 'build/release/bin');
const kParties = ['alice', 'bob', 'eve'];
const kDeadlineMs = 60_000;
const kTokens = {alice: 'alice-token', bob: 'bob-token', eve: 'eve-token', attacker: 'attacker-token', operator: 'operator-token'};

/**
 * Waits for a condition, polled; the page's policy forbids the evaluation that playwright's own
 * waiting needs.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>|T} condition
 * @returns {Promise<T>} its first value that is true
 */
export async function until(what, condition, deadlineMs = kDeadlineMs) {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${deadlineMs / 1000} s: ${what}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

class Process {
  constructor(name, args, env = {}) {
    this.output = '';
    this.child = spawn(join(programs, name), args, {env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'pipe']});
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (text) => (this.output += text));
    this.ended = new Promise((ended) => this.child.once('close', ended));
    this.child.once('error', (fault) => (this.output += fault));
  }

  async end(signal = 'SIGTERM') {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill(signal);
    const force = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(force);
  }
}

/**
 * @typedef {object} Session
 * @property {string} url
 * @property {string} token the operator's
 * @property {number} relayPid
 * @property {(role: string) => Promise<void>} kill a party, or the relay
 * @property {(role: string) => Promise<void>} start
 * @property {(name: string) => void} attack starts an attacker of the session's audits
 * @property {() => Promise<void>} end
 */

/** @param {string[]} options of the relay @returns {Promise<Session>} */
export async function startSession(options = []) {
  if (process.env.SOTTO_BROWSER_SESSION) {
    const other = await import(process.env.SOTTO_BROWSER_SESSION);
    return other.startSession(options);
  }
  const folder = mkdtempSync(join(tmpdir(), 'sotto-browser-'));
  const secret = join(folder, 'secret.hex');
  writeFileSync(secret, '07'.repeat(32) + '\n', {mode: 0o600});
  writeFileSync(join(folder, 'tokens.json'), JSON.stringify(kTokens), {mode: 0o600});
  const port = join(folder, 'port');
  const relay = new Process('sotto-relay', [
    ...['--port', '0', '--port-file', port, '--tokens-file', join(folder, 'tokens.json')],
    ...['--journal', join(folder, 'journal.sqlite'), '--dashboard', join(root, 'dashboard')],
    ...options,
  ]);
  await until(`the relay listens: ${relay.output}`, () => existsSync(port) && readFileSync(port, 'utf8').trim());
  const address = `127.0.0.1:${readFileSync(port, 'utf8').trim()}`;
  /** @type {Map<string, Process>} */
  const parties = new Map();
  const start = async (role) => {
    const key = role === 'eve' ? [] : ['--secret-file', secret];
    parties.set(role, new Process(`sotto-${role}`, ['--relay', address, ...key], {SOTTO_TOKEN: kTokens[role]}));
  };
  for (const role of kParties) await start(role);
  const attack = (name) => parties.set(name, new Process('sotto-eve', ['--relay', address, '--attacker', name], {SOTTO_TOKEN: kTokens.attacker}));
  return {
    url: `http://${address}/`,
    token: kTokens.operator,
    relayPid: relay.child.pid,
    start,
    attack,
    kill: (role) => (role === 'relay' ? relay : parties.get(role)).end('SIGKILL'),
    end: async () => {
      await Promise.all([...parties.values(), relay].map((each) => each.end()));
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/**
 * The demo over TLS, with certificates of its own making, which no browser trusts.
 * @param {string[]} options of the demo
 * @returns {Promise<Pick<Session, 'url'|'token'|'end'>>}
 */
export async function startEncryptedDemo(options = []) {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-browser-'));
  const demo = new Process('sotto-demo', ['--tls', '--headless', '--port', '0', '--work-dir', folder, ...options]);
  const [, url, token] = await until(`the demo's page: ${demo.output}`, () => demo.output.match(/dashboard on (\S+)#token=(\S+)/));
  return {
    url,
    token,
    end: async () => {
      await demo.end('SIGINT');
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** Without a secret in it yet, and not for ever: what a test needs of a small, lively session. */
export const kSmall = ['--bits', '16', '--minibatch', '512', '--public-seed', '7'];

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.SOTTO_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/**
 * A page of the session; everything it complains of is kept in `complaints`.
 * @param {import('playwright-core').Browser} browser
 * @param {Pick<Session, 'url'|'token'>} session
 * @param {{operator?: boolean, fragment?: string, viewport?: {width: number, height: number}, colorScheme?: 'light'|'dark', moving?: boolean}} [how]
 */
export async function openPage(browser, session, how = {}) {
  const page = await browser.newPage({
    viewport: how.viewport ?? {width: 1366, height: 1000},
    colorScheme: how.colorScheme ?? 'light',
    reducedMotion: how.moving ? 'no-preference' : 'reduce',
    ignoreHTTPSErrors: true,
  });
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text());
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective}`));
  });
  const parts = [how.operator ? `token=${session.token}` : '', how.fragment ?? ''].filter(Boolean);
  await page.goto(session.url + (parts.length ? `#${parts.join('&')}` : ''), {timeout: kDeadlineMs});
  await until('the page is attached', async () => (await page.getByTestId('connection').getAttribute('data-state')) !== 'connecting');
  return {page, complaints};
}

/** The step that the page shows. @param {import('playwright-core').Page} page */
export async function shownStep(page) {
  return Number((await page.getByTestId('step').textContent()).replaceAll(',', ''));
}

/** @param {Session} session @param {string} path */
export async function ask(session, path) {
  const answer = await fetch(new URL(path, session.url));
  return answer.json();
}
