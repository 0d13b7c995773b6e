// The operator's commands.
import {outcomeWords} from '../state/command_words.js';
import {announce, button, byId, element, input, setText} from '../ui/dom.js';
import {count} from '../ui/format.js';

/** @typedef {import('../state/store.js').Store} Store */
/** @typedef {import('../net/pending_commands.js').Order} Order */
/** @typedef {import('../net/pending_commands.js').Outcome} Outcome */

/** Notices that are read out to whoever watches. */
const kTold = ['control', 'paused', 'resumed', 'finished'];

export class ControlsView {
  /**
   * @param {Store} store
   * @param {(order: Order, told: (outcome: Outcome) => void) => void} command
   * @param {(token: string) => void} useToken
   */
  constructor(store, command, useToken) {
    this.store = store;
    this.command = command;
    this.badToken = false;
    this.listen(useToken);
    store.on(['run', 'status', 'connection'], () => this.draw());
  }

  /** @param {(token: string) => void} useToken */
  listen(useToken) {
    const on = (/** @type {string} */ id, /** @type {() => Order|null} */ order) =>
      button(id).addEventListener('click', () => {
        const given = order();
        if (given) this.give(given);
      });
    on('pause', () => ({name: this.store.run.status?.state === 'paused' ? 'resume' : 'pause'}));
    on('step', () => ({name: 'step'}));
    on('audit-order', () => ({name: 'audit'}));
    on('reset-eve', () => ({name: 'reset_eve'}));
    on('freeze', () => ({name: this.store.run.status?.controls?.frozen ? 'unfreeze' : 'freeze'}));
    on('stop', () => (confirm('Stop this session for everybody? It cannot be resumed.') ? {name: 'stop'} : null));
    const pace = byId('pace', HTMLSelectElement);
    pace.addEventListener('change', () => this.give({name: 'pace', step_ms: Number(pace.value)}));
    const submit = (/** @type {string} */ id, /** @type {() => void} */ act) =>
      byId(id, HTMLFormElement).addEventListener('submit', (event) => {
        event.preventDefault();
        act();
      });
    submit('cycle-form', () => this.give({name: 'cycle', cycle: this.cycle()}));
    submit('rate-form', () => this.give({name: 'learning_rate', learning_rate: Number(input('rate').value)}));
    submit('token-form', () => useToken(input('token').value.trim()));
  }

  /** The two phases of a cycle, in the order of the fields. @returns {[string, string]} */
  phases() {
    const {main_phase: main, phases} = this.store.run.task;
    return [main, phases.find((phase) => phase !== main) ?? ''];
  }

  cycle() {
    const [main, other] = this.phases();
    const fields = /** @type {const} */ ([['cycle-ab', main], ['cycle-eve', other]]);
    return fields.flatMap(([id, phase]) => (phase && Number(input(id).value) > 0 ? [`${phase}:${Number(input(id).value)}`] : [])).join(',');
  }

  /** @param {Order} order */
  give(order) {
    this.command(order, (outcome) => {
      const {text, bad} = outcomeWords(outcome);
      this.answer(text, bad);
    });
  }

  /** @param {string} text */
  error(text) {
    this.answer(text, true);
  }

  /** @param {string} text @param {boolean} bad */
  answer(text, bad) {
    const answer = element('controls-answer');
    answer.classList.toggle('bad', bad);
    setText(answer, text);
  }

  /** Whoever gives the commands reads their answers; the others are told what was done. @param {import('../net/messages.js').Notice} notice */
  noticed({kind, text}) {
    if (!this.store.operator && kTold.includes(kind)) announce(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
  }

  /** @returns {string} why nothing can be commanded now, or '' */
  hindrance() {
    const {store} = this;
    if (store.run.recorded) return 'A recorded run can be replayed, not commanded.';
    if (store.connection === 'finished') return 'This session has finished.';
    if (store.connection !== 'open') return 'No connection to the relay just now.';
    if (this.badToken) return 'That is not the operator’s token of this session; you are watching.';
    if (!store.operator)
      return 'You are watching. Whoever started the demonstration has the operator’s token: the address with it is printed when the demonstration starts.';
    return '';
  }

  draw() {
    const {store} = this;
    const why = this.hindrance();
    setText(element('controls-why'), why);
    element('controls-why').hidden = !why;
    element('watch-note').hidden = !store.operator;
    element('token-form').hidden = store.operator || store.run.recorded || store.connection !== 'open';
    byId('controls-fields', HTMLFieldSetElement).disabled = why !== '';
    const {status} = store.run;
    const paused = status?.state === 'paused';
    setText(button('pause'), paused ? 'Resume' : 'Pause');
    button('step').disabled = !paused;
    const controls = status?.controls;
    if (!controls) return;
    setText(button('freeze'), controls.frozen ? 'Unfreeze Alice and Bob' : 'Freeze Alice and Bob');
    button('freeze').setAttribute('aria-pressed', String(controls.frozen));
    this.fill('rate', String(Number(controls.learning_rate.toPrecision(3))));
    const counts = new Map(controls.cycle.split(',').map((entry) => /** @type {[string, string]} */ (entry.split(':'))));
    const [main, other] = this.phases();
    this.fill('cycle-ab', counts.get(main) ?? '0');
    this.fill('cycle-eve', counts.get(other) ?? '0');
    const pace = byId('pace', HTMLSelectElement);
    if (pace === document.activeElement) return;
    const known = [...pace.options].some((option) => option.value === String(controls.step_ms));
    if (!known) pace.add(new Option(`${count(controls.step_ms)} ms a step`, String(controls.step_ms)));
    pace.value = String(controls.step_ms);
  }

  /** Shows what is in force, unless somebody is typing or about to set it. @param {string} id @param {string} value */
  fill(id, value) {
    const field = input(id);
    if (field.dataset.inForce === value) return;
    if (field === document.activeElement) return;
    field.dataset.inForce = value;
    field.value = value;
  }
}
