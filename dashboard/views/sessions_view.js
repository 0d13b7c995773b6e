// The runs that this relay has or had: to attach to, replay and compare.
import * as api from '../net/http_api.js';
import {byId, button, element, make, whenVisible} from '../ui/dom.js';
import {count} from '../ui/format.js';

/** @typedef {import('../state/store.js').Store} Store */

const kEveryMs = 5000;
/** @type {Record<string, string>} */
const kOutcomes = {secret: 'secret kept', no_secret: 'no secret', protected: 'protected', not_protected: 'not protected', failed: 'failed'};

export class SessionsView {
  /**
   * @param {Store} store
   * @param {{attach: (session: string) => void, replay: (session: string) => void}} actions
   */
  constructor(store, actions) {
    this.store = store;
    this.actions = actions;
    this.holder = element('session-list');
    this.shown = '';
    this.sight = whenVisible(this.holder, () => this.load());
    button('sessions-refresh').addEventListener('click', () => this.load());
    const compare = byId('compare', HTMLSelectElement);
    compare.addEventListener('change', () => store.setView({compare: compare.value}));
    // The list is for the eye, the choice of comparisons is needed before that.
    this.load();
    setInterval(() => {
      if (this.sight.visible && !document.hidden) this.load();
    }, kEveryMs);
    store.on(['run', 'view'], () => this.draw());
  }

  async load() {
    try {
      const list = await api.sessions();
      this.list = list;
      this.draw();
    } catch {
      // The connection says so, and the list is asked for again.
    }
  }

  draw() {
    if (!this.list) return;
    const {run, view} = this.store;
    const live = this.list.sessions.map((session) => ({
      name: session.session,
      kind: 'live',
      steps: session.step,
      how: session.state,
      created: session.created,
      current: session.session === run.session && !run.recorded,
      live: true,
    }));
    const recorded = (this.list.recorded ?? []).map((session) => ({
      name: session.session,
      kind: 'recorded',
      steps: session.steps,
      how: session.outcome ? (kOutcomes[session.outcome] ?? session.outcome) : 'broken off',
      created: session.created,
      current: session.session === run.session && run.recorded,
      live: false,
    }));
    const all = [...live, ...recorded];
    const compare = byId('compare', HTMLSelectElement);
    this.choices(compare, all.map((each) => each.name).filter((name) => name !== run.session));
    compare.value = view.compare;

    // Drawn anew only when it says something new, and then who was on a button in it stays there.
    const says = JSON.stringify(all.map(({steps, ...rest}) => (rest.live ? rest : {...rest, steps})));
    if (says === this.shown) {
      for (const each of live) {
        const cell = this.holder.querySelector(`[data-steps="${CSS.escape(each.name)}"]`);
        if (cell) cell.textContent = count(each.steps);
      }
      this.showCompared(view.compare);
      return;
    }
    this.shown = says;
    const focus = this.holder.contains(document.activeElement) ? document.activeElement?.getAttribute('aria-label') : null;
    const head = ['Run', 'Kind', 'Steps', 'How it stands', 'Begun', ''];
    this.holder.replaceChildren(
      make(
        'table',
        {},
        make('thead', {}, make('tr', {}, ...head.map((name) => (name ? make('th', {scope: 'col'}, name) : make('td'))))),
        make('tbody', {}, ...all.map((each) => this.row(each))),
      ),
    );
    this.showCompared(view.compare);
    const again = focus ? this.holder.querySelector(`[aria-label="${CSS.escape(focus)}"]`) : null;
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {string} name of the run that is compared with, or empty */
  showCompared(name) {
    for (const each of this.holder.querySelectorAll('[data-compare]'))
      each.setAttribute('aria-pressed', String(each.getAttribute('data-compare') === name));
  }

  /** @param {HTMLSelectElement} select @param {string[]} names */
  choices(select, names) {
    const says = names.join('\n');
    if (select.dataset.names === says) return;
    select.dataset.names = says;
    select.replaceChildren(new Option('nothing', ''), ...names.map((name) => new Option(name, name)));
  }

  /** @param {{name: string, kind: string, steps: number, how: string, created?: string, current: boolean, live: boolean}} session */
  row(session) {
    const act = (/** @type {string} */ text, /** @type {() => void} */ run) => {
      const made = make('button', {type: 'button', 'aria-label': `${text} ${session.name}`}, text);
      made.addEventListener('click', run);
      return made;
    };
    const buttons = make('div', {class: 'row'});
    if (session.live && !session.current) buttons.append(act('Watch', () => this.actions.attach(session.name)));
    if (!(session.current && !session.live)) buttons.append(act('Replay', () => this.actions.replay(session.name)));
    if (!session.current) {
      const compare = act('Compare', () => this.store.setView({compare: this.store.view.compare === session.name ? '' : session.name}));
      compare.dataset.compare = session.name;
      buttons.append(compare);
    }
    const begun = session.created ? new Date(session.created) : null;
    const row = make(
      'tr',
      session.current ? {'aria-current': 'true'} : {},
      make('td', {}, session.name + (session.current ? ' (shown)' : '')),
      make('td', {}, session.kind),
      make('td', {'data-steps': session.name, class: 'number'}, count(session.steps)),
      make('td', {}, session.how),
      make('td', {}, begun && !Number.isNaN(begun.getTime()) ? begun.toLocaleString() : '–'),
      make('td', {class: 'actions'}, buttons),
    );
    return row;
  }
}
