// What of the page can be tested without a session.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {sentence} from '../../dashboard/views/verdict_view.js';
import {root} from './support.mjs';

test('Eve just below the secret’s bound is almost at chance', () => {
  for (const [eve, words] of [
    [7.9, /Eve is guessing: 8\.1 of 16/],
    [7.3, /Eve is guessing: 8\.7 of 16/],
    [7.29, /Eve is almost at chance: 8\.7 of 16\./],
    [6.9, /Eve is almost at chance: 9\.1 of 16\./],
    [6.7, /Eve is on to something: 9\.3 of 16\./],
    [3.9, /Eve reads along: 12\.1 of 16\./],
  ])
    assert.match(sentence({bob: 0.01, eve, since: null}, 16), words);
  assert.match(sentence({bob: 0.01, eve: 3.5, since: null}, 8), /Eve is almost at chance/);
});

test('every module is fetched at once', () => {
  const dashboard = join(root, 'dashboard');
  const preloaded = [...readFileSync(join(dashboard, 'index.html'), 'utf8').matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, file]) => file);
  const imported = new Set();
  for (const file of readdirSync(dashboard, {recursive: true}).filter((name) => name.endsWith('.js') && !name.startsWith('vendor')))
    for (const [, other] of readFileSync(join(dashboard, file), 'utf8').matchAll(/^import .*from '(\.[^']+)'/gm)) imported.add(join(dirname(file), other));
  assert.deepEqual(preloaded.sort(), [...imported].sort());
});
