import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

const dashboard = resolve(dirname(fileURLToPath(import.meta.url)), '../../dashboard');
const modules = readdirSync(dashboard, {recursive: true}).map(String).filter((name) => name.endsWith('.js') && !name.startsWith('vendor'));
const text = (/** @type {string} */ file) => readFileSync(join(dashboard, file), 'utf8');

test('Page_Modules_AreFetchedAtOnce', () => {
  const preloaded = [...text('index.html').matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, file]) => file);
  const imported = new Set();
  for (const file of modules)
    for (const [, other] of text(file).matchAll(/^import .*from '(\.[^']+)'/gm)) imported.add(join(dirname(file), other));
  assert.deepEqual(preloaded.sort(), [...imported].sort());
});

test('Page_Modules_HoldNoThresholds', () => {
  for (const file of modules) assert.doesNotMatch(text(file), /\b7\.3\b|\b0\.05\b|7\.3 ?\/|\/ ?16\b/, file);
});

test('Page_LiveRegions_HoldNoCountdownAndTheTextOfTheTour', () => {
  const html = text('index.html');
  assert.match(html, /<span id="connection-says" role="status"><\/span><span id="connection-wait"><\/span>/);
  assert.match(html, /<div aria-live="polite" aria-atomic="true">\s*<p[^>]* id="tour-count"><\/p>\s*<h2 id="tour-title"><\/h2>\s*<p id="tour-text"><\/p>/);
});
