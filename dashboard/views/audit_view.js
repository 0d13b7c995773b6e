// What the secret is worth: attackers beside Eve, as bars and as curves.
import uPlot from '../vendor/uPlot.esm.js';
import {auditSentence, gradeSentence, progressWords} from '../state/audit_words.js';
import {isAboutEve, seriesOf} from '../state/task.js';
import {standing} from '../state/verdict_words.js';
import {announce, element, make, setText, table, tableBehind, whenVisible} from '../ui/dom.js';
import {bitsText, count} from '../ui/format.js';

/** @typedef {import('../state/store.js').Store} Store */
/** @typedef {import('../state/audits.js').Audit} Audit */
/** @typedef {import('../state/audits.js').Finding} Finding */

/** Attackers' colours, none of them Eve's. @type {(keyof import('../ui/theme.js').Palette)[]} */
const kColours = ['alice', 'bob', 'shadow', 'linear', 'heat', 'bad', 'muted'];
/** Beside colours, for whoever does not tell those apart. */
const kDashes = [[], [8, 4], [2, 4], [10, 4, 2, 4], [5, 3]];

/** One curve for each attacker against the minibatches that it has learned from. */
class AttackerChart {
  /** @param {string} id @param {import('../ui/theme.js').Theme} theme @param {(finding: Finding) => number|undefined} value */
  constructor(id, theme, value) {
    this.holder = element(id);
    this.theme = theme;
    this.value = value;
    /** @type {uPlot|null} */
    this.plot = null;
    this.made = '';
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(this.holder);
  }

  size() {
    return {width: Math.max(200, this.holder.clientWidth), height: Math.max(140, this.holder.clientHeight)};
  }

  /** @param {Audit|null} audit @param {number} top @param {number|null} chance a dashed line at it */
  draw(audit, top, chance) {
    const attackers = (audit?.attackers ?? []).map(({name, findings}, i) => ({name, place: i, points: findings.filter((finding) => this.value(finding) !== undefined)})).filter(({points}) => points.length);
    const end = Math.max(1, ...attackers.flatMap(({points}) => points.map(({of}) => of)));
    const made = JSON.stringify([attackers.map(({name, place}) => [name, place]), end, top, chance, this.theme.palette]);
    if (made !== this.made) this.build(attackers, end, top, chance);
    this.made = made;
    const xs = [...new Set(attackers.flatMap(({points}) => points.map(({minibatches}) => minibatches)))].sort((a, b) => a - b);
    const rows = attackers.map(({points}) => {
      const at = new Map(points.map((finding) => [finding.minibatches, this.value(finding) ?? null]));
      return xs.map((x) => at.get(x) ?? null);
    });
    const ends = xs.length ? [0, ...xs, end] : [0, end];
    const wide = (/** @type {(number|null)[]} */ row) => (xs.length ? [null, ...row, null] : [null, null]);
    this.plot?.setData(/** @type {uPlot.AlignedData} */ ([ends, ...rows.map(wide), ends.map(() => chance)]), true);
  }

  /** @param {{name: string, place: number}[]} attackers @param {number} end @param {number} top @param {number|null} chance */
  build(attackers, end, top, chance) {
    this.plot?.destroy();
    const {palette} = this.theme;
    const axis = {stroke: palette.muted, grid: {stroke: palette.line, width: 1}, ticks: {stroke: palette.line, width: 1}, font: '12px Inter, system-ui, sans-serif'};
    this.plot = new uPlot(
      {
        ...this.size(),
        padding: [8, 12, 0, 0],
        legend: {show: false},
        cursor: {show: false},
        scales: {x: {time: false, range: [0, end]}, y: {range: [0, top]}},
        axes: [
          {...axis, size: 32, values: (_plot, ticks) => ticks.map((tick) => (tick % 1 ? '' : count(tick)))},
          {...axis, size: 40, values: (_plot, ticks) => ticks.map((tick) => String(Number(tick.toPrecision(3))))},
        ],
        series: [
          {},
          ...attackers.map(({place}) => {
            const stroke = palette[kColours[place % kColours.length]];
            return {stroke, width: 2, spanGaps: true, dash: kDashes[place % kDashes.length], points: {show: true, size: 6, fill: stroke, stroke}};
          }),
          {stroke: palette.ink, width: 1, dash: [4, 5], points: {show: false}, show: chance !== null},
        ],
      },
      /** @type {uPlot.AlignedData} */ ([[0, end], ...attackers.map(() => [null, null]), [chance, chance]]),
      this.holder,
    );
  }
}

export class AuditView {
  /** @param {Store} store @param {import('../ui/theme.js').Theme} theme */
  constructor(store, theme) {
    this.store = store;
    this.theme = theme;
    this.wrong = new AttackerChart('audit-wrong', theme, ({bits_wrong: wrong}) => wrong);
    this.leak = new AttackerChart('audit-leak', theme, ({leak_bits: leak}) => leak);
    this.said = '';
    this.sight = whenVisible(element('audit'), () => this.draw());
    this.updateTable = tableBehind('audit-table', () => this.table());
    store.on(['run', 'status', 'findings'], () => this.draw());
  }

  draw() {
    const {run} = this.store;
    const card = element('audit');
    card.hidden = run.task.name !== '' && !isAboutEve(run.task);
    if (card.hidden || !this.sight?.visible) return;
    const audit = run.audits.newest;
    const {means, since} = standing(run);
    const said = auditSentence(audit, {bits: run.bits, eve: means.eve, fails: since !== null, grade: gradeSentence(run.notices, audit)});
    setText(element('audit-text'), said);
    setText(element('audit-step'), audit ? `of step ${count(audit.step)}` : '');
    // Read out when an audit is over, not at every finding.
    const over = audit?.over ? `${audit.step} ${audit.best?.name}` : '';
    if (over && over !== this.said) announce(said);
    this.said = over;
    this.bars(audit, means.eve);
    element('audit-curves').hidden = !audit;
    if (audit) {
      const chance = seriesOf(run.task, 'eve')?.chance ?? run.bits / 2;
      const most = Math.max(0, ...audit.attackers.flatMap(({findings}) => findings.map(({leak_bits: leak}) => leak)));
      this.wrong.draw(audit, Math.max(1, chance * 1.2), chance);
      this.leak.draw(audit, Math.max(1, Math.ceil(most * 1.1)), null);
    }
    this.updateTable();
  }

  /** @param {Audit|null} audit @param {number|undefined} eve */
  bars(audit, eve) {
    const {run} = this.store;
    const chance = seriesOf(run.task, 'eve')?.chance ?? run.bits / 2;
    const rows = [
      {name: 'Eve', colour: 'var(--eve)', wrong: eve, low: eve, high: eve, leak: undefined, words: 'on the wire'},
      ...bestFirst(audit).map(({attacker, place}) => {
        const {last} = attacker;
        return {name: attacker.name, colour: this.theme.palette[kColours[place % kColours.length]], wrong: last.bits_wrong, low: last.low, high: last.high, leak: last.leak_bits, words: progressWords(attacker)};
      }),
    ];
    const list = element('audit-bars');
    while (list.childElementCount > rows.length) list.lastElementChild?.remove();
    while (list.childElementCount < rows.length) list.append(madeRow());
    rows.forEach(({name, colour, wrong, low, high, leak, words}, i) => {
      const row = list.children[i];
      const part = (/** @type {string} */ kind) => /** @type {HTMLElement} */ (row.querySelector(`.${kind}`));
      const told = wrong !== undefined ? `wrong in ${bitsText(wrong)}` : leak !== undefined ? `learns at least ${bitsText(leak)}` : '–';
      setText(part('audit-name'), name);
      setText(part('audit-number'), told);
      setText(part('audit-words'), words);
      const meter = part('meter');
      meter.hidden = wrong === undefined;
      meter.setAttribute('aria-label', `Bits that ${name} reads wrong`);
      meter.setAttribute('aria-valuemax', String(run.bits));
      meter.setAttribute('aria-valuenow', (wrong ?? 0).toFixed(2));
      meter.style.setProperty('--chance', String(chance / run.bits));
      const bar = part('audit-bar');
      bar.style.background = colour;
      bar.style.transform = `scaleX(${((wrong ?? 0) / run.bits).toFixed(4)})`;
      const interval = part('audit-interval');
      interval.hidden = low === undefined || high === undefined || high - low < 1e-9;
      interval.style.left = `${(100 * (low ?? 0)) / run.bits}%`;
      interval.style.width = `${(100 * ((high ?? 0) - (low ?? 0))) / run.bits}%`;
    });
  }

  table() {
    const audit = this.store.run.audits.newest;
    if (!audit) return table('Nobody was asked yet', [], []);
    const bits = (/** @type {number|undefined} */ value) => (value === undefined ? '–' : bitsText(value));
    const rows = audit.attackers.flatMap(({name, findings}) => findings.map((each) => [name, each.reads, `${count(each.minibatches)} of ${count(each.of)}`, bits(each.bits_wrong), bits(each.low), bits(each.high), bits(each.leak_bits), bits(each.gain), each.final ? 'judged' : 'learning']));
    return table(`Findings of the audit of step ${count(audit.step)}, of ${this.store.run.bits} bits`, ['Attacker', 'reads', 'minibatches', 'bits wrong', 'from', 'to', 'learns at least', 'gains', ''], rows);
  }
}

/** Once all are judged; until then as they spoke first, so that rows stay in their places. @param {Audit|null} audit */
function bestFirst(audit) {
  const rows = (audit?.attackers ?? []).map((attacker, place) => ({attacker, place}));
  return audit?.over ? rows.sort((a, b) => b.attacker.last.gain - a.attacker.last.gain) : rows;
}

function madeRow() {
  const bar = make('i', {class: 'audit-bar'});
  const interval = make('span', {class: 'audit-interval', 'aria-hidden': 'true'});
  const meter = make('div', {class: 'meter', role: 'meter', 'aria-label': '', 'aria-valuemin': '0', 'aria-valuemax': '16', 'aria-valuenow': '0'}, bar, interval);
  return make('li', {}, make('span', {class: 'audit-name'}), make('span', {class: 'audit-number number'}), meter, make('span', {class: 'audit-words note'}));
}
