// The curves as a file.
import {csvAddress} from '../net/http_api.js';
import {byId, button} from './dom.js';
import {count} from './format.js';
import {isAboutDistances} from '../state/task.js';
import {sentence, standing} from '../state/verdict_words.js';

/** @typedef {import('../state/store.js').Store} Store */

/** @param {Store} store @param {import('./theme.js').Theme} theme @param {() => HTMLCanvasElement|undefined} chart */
export function offerExports(store, theme, chart) {
  const csv = byId('export-csv', HTMLAnchorElement);
  store.on(['run'], () => {
    csv.href = csvAddress(store.run.session);
    csv.download = `sotto-${store.run.session}.csv`;
  });
  button('export-png').addEventListener('click', () => {
    const drawn = chart();
    if (!drawn) return;
    picture(store, theme, drawn).toBlob((blob) => {
      if (blob) save(blob, `sotto-${store.run.session}.png`);
    });
  });
}

/** The chart with a title and its verdict, to stand alone. @param {Store} store @param {import('./theme.js').Theme} theme @param {HTMLCanvasElement} chart */
function picture(store, theme, chart) {
  const ratio = devicePixelRatio || 1;
  const head = 58 * ratio;
  const canvas = document.createElement('canvas');
  canvas.width = chart.width;
  canvas.height = chart.height + head;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = theme.palette.card;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const {run} = store;
  const family = getComputedStyle(document.body).fontFamily;
  const room = canvas.width - 24 * ratio;
  context.fillStyle = theme.palette.ink;
  context.font = `600 ${16 * ratio}px ${family}`;
  context.fillText(`Sotto, run “${run.session}”: ${isAboutDistances(run.task) ? 'mean distances' : 'bits read wrong'}, to step ${count(run.step)}`, 12 * ratio, 24 * ratio, room);
  context.fillStyle = theme.palette.muted;
  context.font = `${13 * ratio}px ${family}`;
  context.fillText(sentence(standing(run), run.task), 12 * ratio, 46 * ratio, room);
  context.drawImage(chart, 0, head);
  return canvas;
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
