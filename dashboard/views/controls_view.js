// The operator's commands.
import {announce, button, byId, count, element, input, setText} from '../ui/dom.js';

/** @typedef {import('../state/store.js').Store} Store */

export class ControlsView {
  /**
   * @param {Store} store
   * @param {(command: object) => boolean} command
   * @param {(token: string) => void} useToken
   */
  constructor(store, command, useToken) {
    this.store = store;
    this.command = command;
    this.badToken = false;
    this.asked = false;
    this.listen(useToken);
    store.on(['run', 'status', 'connection'], () => this.draw());
    store.on(['events'], () => this.answered());
    /** Events of before are no answers. */
    this.seen = store.run.events.length;
    this.run = store.run;
  }

  /** @param {(token: string) => void} useToken */
  listen(useToken) {
    const on = (/** @type {string} */ id, /** @type {() => object|null} */ order) =>
      button(id).addEventListener('click', () => {
        const command = order();
        if (command) this.give(command);
      });
    on('pause', () => ({name: this.store.run.status?.state === 'paused' ? 'resume' : 'pause'}));
    on('step', () => ({name: 'step'}));
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

  cycle() {
    const parts = [];
    if (Number(input('cycle-ab').value) > 0) parts.push(`alice_bob:${Number(input('cycle-ab').value)}`);
    if (Number(input('cycle-eve').value) > 0) parts.push(`eve:${Number(input('cycle-eve').value)}`);
    return parts.join(',');
  }

  /** @param {object} command */
  give(command) {
    this.asked = true;
    if (!this.command(command)) this.error('The relay cannot be reached just now.');
  }

  /** @param {string} text */
  error(text) {
    this.asked = false;
    const answer = element('controls-answer');
    answer.classList.add('bad');
    setText(answer, text);
  }

  /** The event that follows a command is its answer. */
  answered() {
    const {run} = this.store;
    const fresh = run === this.run ? run.events.slice(this.seen) : [];
    this.run = run;
    this.seen = run.events.length;
    const told = fresh.filter((event) => ['control', 'paused', 'resumed', 'finished'].includes(event.kind)).pop();
    if (!told) return;
    const text = `${told.text.charAt(0).toUpperCase()}${told.text.slice(1)}.`;
    if (!this.asked) return announce(text);
    this.asked = false;
    const answer = element('controls-answer');
    answer.classList.remove('bad');
    setText(answer, text);
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
    this.fill('cycle-ab', counts.get('alice_bob') ?? '0');
    this.fill('cycle-eve', counts.get('eve') ?? '0');
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
