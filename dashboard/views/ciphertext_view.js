// The newest ciphertexts as a picture.
import {byId, element, setText, table, tableBehind, whenVisible} from '../ui/dom.js';
import {count} from '../ui/format.js';
import {signedBytesOf} from '../state/decode.js';
import {heardFrame} from '../state/task.js';
import {cells, diverging, fitted, legend} from '../ui/coloured_cells.js';

/** @typedef {import('../state/store.js').Store} Store */

export class CiphertextView {
  /** @param {Store} store @param {import('../ui/theme.js').Theme} theme */
  constructor(store, theme) {
    this.store = store;
    this.theme = theme;
    this.canvas = byId('ciphertext-picture', HTMLCanvasElement);
    this.sight = whenVisible(this.canvas, () => this.draw());
    this.updateTable = tableBehind('ciphertext-table', () => this.table());
    store.on(['run', 'ciphertext', 'messages'], () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  /** What there is: the newest frame, or in a replay of which none was recorded the last message's ciphertext. */
  shown() {
    const {run} = this.store;
    if (run.ciphertext) return {...run.ciphertext, values: signedBytesOf(run.ciphertext.values)};
    const last = run.recorded ? [...run.attempts.values()].pop() : undefined;
    if (!last) return null;
    const values = signedBytesOf(last.message.ciphertext);
    return {step: last.message.step, columns: last.message.columns, rows: Math.floor(values.length / last.message.columns), values};
  }

  draw() {
    if (!this.sight?.visible) return;
    const shown = this.shown();
    const colour = diverging(this.theme.palette);
    legend(byId('ciphertext-legend', HTMLCanvasElement), (share) => colour(2 * share - 1));
    const {context, width, height} = fitted(this.canvas);
    setText(element('ciphertext-step'), shown ? `step ${count(shown.step)}` : this.store.run.recorded ? 'none was recorded by then' : 'none yet');
    if (!shown) return;
    this.words(shown.columns);
    cells(context, {x: 0, y: 0, width, height}, shown.rows, shown.columns, (row, column) => colour(shown.values[row * shown.columns + column] / 127));
    this.updateTable();
  }

  /** Which of the frames it is that the relay shows. @param {number} columns */
  words(columns) {
    const name = heardFrame(this.store.run.task, columns);
    setText(element('ciphertext-title'), `On the wire: the ${name}`);
    const alone = columns === 1 ? 'one number' : `${columns} numbers`;
    const who = name === 'ciphertext' ? 'which only those who have the key can read' : 'said aloud';
    setText(element('ciphertext-of-distances'), `Each row is one example’s ${name}, as Eve hears it: ${alone} between −1 and +1, ${who}.`);
    this.canvas.setAttribute('aria-label', name === 'ciphertext' ? 'The newest ciphertexts' : `The newest frame: ${name}`);
  }

  table() {
    const shown = this.shown();
    if (!shown) return table('No ciphertext yet', [], []);
    const rows = Array.from({length: shown.rows}, (_, row) => [
      row + 1,
      ...Array.from({length: shown.columns}, (__, column) => (shown.values[row * shown.columns + column] / 127).toFixed(2)),
    ]);
    const name = heardFrame(this.store.run.task, shown.columns);
    return table(`${name === 'ciphertext' ? 'Ciphertexts' : `Frame “${name}”`} at step ${count(shown.step)}`, ['Example', ...Array.from({length: shown.columns}, (_, i) => `C${i + 1}`)], rows);
  }
}
