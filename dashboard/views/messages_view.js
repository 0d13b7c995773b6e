// What Alice sent, what Bob read and what Eve guessed, letter under letter, and how it went before.
import {button, byId, element, input, make, setText, table, tableBehind} from '../ui/dom.js';
import {count} from '../ui/format.js';
import {outcomeWords} from '../state/command_words.js';
import {bytesOf, compare, readable, signedBytesOf} from '../state/decode.js';
import {cells, diverging, fitted} from '../ui/coloured_cells.js';

/** @typedef {import('../state/store.js').Store} Store */
/** @typedef {import('../state/types.js').Attempt} Attempt */

/** The strip of attempts shows the newest so many. */
const kAttempts = 60;

/** Share of the characters read right, or null. @param {Attempt} attempt @param {'bob'|'eve'} who */
export function share(attempt, who) {
  const reading = attempt[who];
  if (!reading || attempt.message.text === null) return null;
  const letters = compare(attempt.message.text, bytesOf(reading.bytes));
  return letters.length ? letters.filter((letter) => letter.right).length / letters.length : null;
}

/** @param {number|null} value */
const percent = (value) => (value === null ? '–' : `${Math.round(100 * value)} %`);

export class MessagesView {
  /**
   * @param {Store} store
   * @param {import('../ui/theme.js').Theme} theme
   * @param {(order: import('../net/pending_commands.js').Order, told: (outcome: import('../net/pending_commands.js').Outcome) => void) => void} command
   */
  constructor(store, theme, command) {
    this.store = store;
    this.theme = theme;
    this.command = command;
    this.strip = make('canvas', {class: 'strip', role: 'img', 'aria-label': 'The message’s ciphertext as colours'});
    this.attempts = make('canvas', {class: 'attempts', role: 'img', 'aria-label': 'Share of the letters read right, attempt by attempt'});
    this.build();
    this.updateTable = tableBehind('attempts-table', () => this.table());
    byId('say-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.say(input('say-text').value, input('say-again').checked ? 1000 : 0);
    });
    button('say-end').addEventListener('click', () => this.endRepeat());
    store.on(['run', 'messages'], () => this.draw());
    store.on(['run', 'status', 'connection', 'messages'], () => this.allow());
    new ResizeObserver(() => this.draw()).observe(this.attempts);
  }

  build() {
    const line = (/** @type {string} */ who, /** @type {string} */ name, /** @type {Node[]} */ ...content) => [
      make('dt', {class: who}, name),
      make('dd', {}, ...content),
    ];
    const letters = (/** @type {string} */ id) => make('div', {id, class: 'letters', 'data-testid': id});
    element('say-result').append(
      make(
        'dl',
        {class: 'lines'},
        ...line('alice', 'Alice says', letters('plain')),
        ...line('wire', 'on the wire', this.strip),
        ...line('bob', 'Bob reads', letters('bob-line'), make('span', {id: 'bob-share', class: 'share'})),
        ...line('eve', 'Eve guesses', letters('eve-line'), make('span', {id: 'eve-share', class: 'share'})),
      ),
    );
    element('say-history').append(
      make('p', {class: 'note'}, 'Letters read right, attempt after attempt: up for Bob, down for Eve.'),
      this.attempts,
      make('details', {id: 'attempts-table'}, make('summary', {}, 'The attempts as a table'), make('div', {class: 'table-holder'})),
    );
  }

  /** What is repeated ends with the next message: it is said once more, whatever stands in the field. */
  endRepeat() {
    const last = [...this.store.run.attempts.values()].at(-1);
    if (last?.message.text) this.say(last.message.text, 0);
  }

  /** @param {string} text @param {number} repeat milliseconds, 0 for once */
  say(text, repeat) {
    if (!text) return;
    this.command({name: 'say', text, repeat_ms: repeat}, (outcome) => {
      const words = outcomeWords(outcome);
      const answer = element('say-answer');
      answer.classList.toggle('bad', words.bad);
      setText(answer, words.text);
    });
  }

  /** The relay sends a message again and again: the last two answer the same order. */
  repeating() {
    const [before, last] = [...this.store.run.attempts.values()].slice(-2);
    return last !== undefined && last.message.say > 0 && last.message.say === before.message.say;
  }

  /** Who may type here, and why not. */
  allow() {
    const {store} = this;
    const {status} = store.run;
    const there = status?.connected.includes('alice') && (status.state === 'running' || status.state === 'paused');
    const can = Boolean(store.operator && store.connection === 'open' && !store.run.recorded && there);
    for (const id of ['say-text', 'say-again']) input(id).disabled = !can;
    button('say-send').disabled = !can;
    button('say-end').hidden = !(can && this.repeating());
    const why = store.run.recorded
      ? 'A recorded run: these are the messages that were sent then.'
      : store.operator
        ? can
          ? ''
          : 'Alice cannot send anything just now.'
        : 'Only the operator can let Alice speak (see Controls); everybody sees what comes of it.';
    setText(element('say-why'), why);
    element('say-why').hidden = !why;
  }

  draw() {
    const attempts = [...this.store.run.attempts.values()];
    const newest = attempts[attempts.length - 1];
    this.show(newest);
    this.history(attempts.slice(-kAttempts));
    this.updateTable();
  }

  /** @param {Attempt|undefined} attempt */
  show(attempt) {
    const text = attempt ? (attempt.message.text ?? '(typed at Alice’s own terminal: only she knows)') : '…';
    element('plain').replaceChildren(...Array.from(text, (letter) => make('span', {}, letter)));
    for (const who of /** @type {const} */ (['bob', 'eve'])) this.line(attempt, who);
    const {context, width, height} = fitted(this.strip);
    if (!attempt) return;
    const {columns, ciphertext} = attempt.message;
    const values = signedBytesOf(ciphertext);
    const colour = diverging(this.theme.palette);
    const shown = Math.min(values.length, 8 * columns);
    cells(context, {x: 0, y: 0, width, height}, 2, Math.ceil(shown / 2), (row, column) => colour((values[row * Math.ceil(shown / 2) + column] ?? 0) / 127));
  }

  /** @param {Attempt|undefined} attempt @param {'bob'|'eve'} who */
  line(attempt, who) {
    const reading = attempt?.[who];
    const line = element(`${who}-line`);
    line.dataset.number = String(attempt?.message.number ?? '');
    if (!attempt || !reading) {
      line.replaceChildren('…');
      setText(element(`${who}-share`), '');
      line.removeAttribute('aria-label');
      return;
    }
    const bytes = bytesOf(reading.bytes);
    const {text} = attempt.message;
    if (text === null) {
      line.replaceChildren(readable(bytes));
      setText(element(`${who}-share`), '');
      return;
    }
    const letters = compare(text, bytes);
    line.replaceChildren(...letters.map((letter) => make('span', letter.right ? {} : {class: 'wrong'}, letter.text)));
    const right = letters.filter((letter) => letter.right).length;
    const underlined = right < letters.length ? '; the underlined ones are wrong' : '';
    setText(element(`${who}-share`), `${right} of ${letters.length} letters right (step ${count(reading.step)})${underlined}`);
  }

  /** A bar up for what Bob got right, and one down for Eve. @param {Attempt[]} attempts */
  history(attempts) {
    const {palette} = this.theme;
    const {context, width, height} = fitted(this.attempts);
    const left = 36;
    const middle = Math.round(height / 2);
    const reach = middle - 6;
    const slot = (width - left) / kAttempts;
    context.font = '600 12px Inter, system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.fillStyle = palette.bob;
    context.fillText('Bob', 0, middle - reach / 2);
    context.fillStyle = palette.eve;
    context.fillText('Eve', 0, middle + reach / 2);
    context.fillStyle = palette.line;
    for (const y of [middle - reach - 1, middle, middle + reach + 1]) context.fillRect(left, y, width - left, 1);
    attempts.forEach((attempt, i) => {
      const x = left + i * slot + 1;
      const bob = share(attempt, 'bob');
      const eve = share(attempt, 'eve');
      context.fillStyle = palette.bob;
      // Nothing right is still an attempt: a sliver.
      if (bob !== null) context.fillRect(x, middle - Math.max(1.5, bob * reach), Math.max(1, slot - 2), Math.max(1.5, bob * reach));
      context.fillStyle = palette.eve;
      if (eve !== null) context.fillRect(x, middle + 1, Math.max(1, slot - 2), Math.max(1.5, eve * reach));
    });
  }

  table() {
    const rows = [...this.store.run.attempts.values()]
      .reverse()
      .map((attempt) => [count(attempt.message.step), attempt.message.text ?? '(not known)', percent(share(attempt, 'bob')), percent(share(attempt, 'eve'))]);
    return table('Letters read right, the newest attempt first', ['Step', 'Text', 'Bob', 'Eve'], rows);
  }
}
