// How much each number of the ciphertext changes when one bit of the plaintext or the key is flipped.
import {byId, element, setText, table, tableBehind, whenVisible} from '../ui/dom.js';
import {count} from '../ui/format.js';
import {bytesOf} from '../state/decode.js';
import {isAboutDistances} from '../state/task.js';
import {cells, fitted, legend, sequential} from '../ui/coloured_cells.js';

/** @typedef {import('../state/store.js').Store} Store */

/** The scale ends at one of these, so that it seldom moves; 2 is the most there can be. */
const kScales = [0.1, 0.2, 0.5, 1, 2];
/** Room for the halves' names, and between them. */
const kLeft = 22;
const kBetween = 8;

export class SensitivityView {
  /** @param {Store} store @param {import('../ui/theme.js').Theme} theme */
  constructor(store, theme) {
    this.store = store;
    this.theme = theme;
    this.canvas = byId('sensitivity-picture', HTMLCanvasElement);
    this.sight = whenVisible(this.canvas, () => this.draw());
    this.updateTable = tableBehind('sensitivity-table', () => this.table());
    store.on(['run', 'probe'], () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  draw() {
    if (!this.sight?.visible) return;
    const {run} = this.store;
    const shown = isAboutDistances(run.task) ? null : run.probe;
    const {palette} = this.theme;
    const colour = sequential(palette);
    legend(byId('sensitivity-legend', HTMLCanvasElement), colour);
    const {context, width, height} = fitted(this.canvas);
    setText(element('sensitivity-step'), shown ? `step ${count(shown.step)}` : run.recorded ? 'none was recorded by then' : 'none yet');
    if (!shown) return;
    const values = bytesOf(shown.values);
    const n = shown.columns;
    const most = (2 * Math.max(...values)) / 255;
    const end = kScales.find((scale) => scale >= most) ?? 2;
    setText(element('sensitivity-most'), String(end));
    const half = (height - kBetween) / 2;
    context.font = '600 12px Inter, system-ui, sans-serif';
    context.textAlign = 'center';
    ['plaintext', 'key'].forEach((name, part) => {
      const y = part * (half + kBetween);
      cells(context, {x: kLeft, y, width: width - kLeft, height: half}, n, n, (row, column) => colour(((values[(part * n + row) * n + column] / 255) * 2) / end));
      context.save();
      context.translate(13, y + half / 2);
      context.rotate(-Math.PI / 2);
      context.fillStyle = palette.muted;
      context.fillText(name, 0, 0);
      context.restore();
    });
    this.updateTable();
  }

  table() {
    const {task, probe: shown} = this.store.run;
    if (!shown || isAboutDistances(task)) return table('Nothing measured yet', [], []);
    const values = bytesOf(shown.values);
    const n = shown.columns;
    const rows = Array.from({length: 2 * n}, (_, row) => [
      `${row < n ? 'plaintext' : 'key'} ${(row % n) + 1}`,
      ...Array.from({length: n}, (__, column) => ((values[row * n + column] / 255) * 2).toFixed(2)),
    ]);
    return table(`Mean change of each ciphertext number, of at most 2, at step ${count(shown.step)}`, ['Bit flipped', ...Array.from({length: n}, (_, i) => `C${i + 1}`)], rows);
  }
}
