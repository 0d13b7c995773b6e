// Who talks to whom: Alice, the relay, Bob and Eve's tap, with the messages on their way.
import {count, element, setText, whenVisible} from './dom.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./types.js').Party} Party */
/** @typedef {{x: number, y: number, w: number, h: number}} Box */
/** @typedef {[number, number]} Point */

const kSvg = 'http://www.w3.org/2000/svg';
/** Below this many steps a second each is shown by itself; above, messages are a flow. */
const kSingles = 4;
/** A wait shorter than this is part of any step and not worth a word. */
const kWorthTelling = 400;

/** @type {Record<Party, [string, string]>} */
const kPeople = {
  alice: ['Alice', 'encrypts'],
  bob: ['Bob', 'decrypts'],
  eve: ['Eve', 'listens, without the key'],
};

/**
 * @typedef {object} Layout
 * @property {Point} size
 * @property {Record<Party|'relay', Box>} boxes
 * @property {string} key path of the line that stands for the shared key
 * @property {{at: Point, anchor: string, lines: string[]}} keyText
 * @property {Record<'out'|'on'|'tap'|'answer'|'back', [Point, Point]>} ways
 * @property {{at: Point, anchor: string, text: string}[]} labels
 */

/** @type {Layout} */
const kWide = {
  size: [860, 272],
  boxes: {
    alice: {x: 14, y: 62, w: 186, h: 92},
    relay: {x: 365, y: 72, w: 130, h: 72},
    bob: {x: 660, y: 62, w: 186, h: 92},
    eve: {x: 326, y: 192, w: 208, h: 74},
  },
  key: 'M 107 62 C 107 22, 200 20, 300 20 L 560 20 C 660 20, 753 22, 753 62',
  keyText: {at: [430, 42], anchor: 'middle', lines: ['the key: Alice and Bob share it, and it is never sent']},
  ways: {
    out: [[200, 92], [365, 92]],
    on: [[495, 92], [660, 92]],
    tap: [[430, 144], [430, 192]],
    answer: [[660, 126], [495, 126]],
    back: [[365, 126], [200, 126]],
  },
  labels: [
    {at: [282, 82], anchor: 'middle', text: 'ciphertext →'},
    {at: [578, 82], anchor: 'middle', text: 'ciphertext →'},
    {at: [282, 145], anchor: 'middle', text: '← what to do better'},
    {at: [578, 145], anchor: 'middle', text: '← what to do better'},
    {at: [442, 173], anchor: 'start', text: '↓ a copy of every ciphertext'},
  ],
};

/** @type {Layout} */
const kNarrow = {
  size: [360, 452],
  boxes: {
    alice: {x: 30, y: 8, w: 170, h: 92},
    relay: {x: 30, y: 186, w: 130, h: 72},
    bob: {x: 30, y: 346, w: 170, h: 92},
    eve: {x: 216, y: 178, w: 140, h: 92},
  },
  key: 'M 30 54 C 8 54, 10 90, 10 110 L 10 334 C 10 360, 8 392, 30 392',
  keyText: {at: [216, 372], anchor: 'start', lines: ['dashed: the key that', 'Alice and Bob share;', 'it is never sent']},
  ways: {
    out: [[70, 100], [70, 186]],
    on: [[70, 258], [70, 346]],
    tap: [[160, 222], [216, 222]],
    answer: [[122, 346], [122, 258]],
    back: [[122, 186], [122, 100]],
  },
  labels: [
    {at: [62, 147], anchor: 'end', text: 'cipher ↓'},
    {at: [62, 306], anchor: 'end', text: 'cipher ↓'},
    {at: [130, 147], anchor: 'start', text: '↑ what to do better'},
    {at: [130, 306], anchor: 'start', text: '↑ what to do better'},
    {at: [216, 168], anchor: 'start', text: 'a copy of each →'},
  ],
};

/**
 * @param {string} name
 * @param {Record<string, string|number>} attributes
 * @param {...(Node|string)} children
 */
function draw(name, attributes, ...children) {
  const made = document.createElementNS(kSvg, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** @param {Point} at @param {string} anchor @param {string} text @param {string} [kind] */
const label = ([x, y], anchor, text, kind = 'quiet') => draw('text', {x, y, 'text-anchor': anchor, class: kind}, text);

/** @param {number} x @param {number} y */
const keyShape = (x, y) =>
  draw('path', {class: 'key-shape', d: `M ${x} ${y} a 5 5 0 1 0 0.01 0 m 5 5 h 14 v 5 m -5 -5 v 4`});

export class WireView {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.holder = element('wire-diagram');
    this.still = matchMedia('(prefers-reduced-motion: reduce)');
    this.narrow = matchMedia('(max-width: 619px)');
    /** @type {Map<string, SVGElement>} */
    this.parts = new Map();
    /** @type {Animation[]} */
    this.flow = [];
    this.flowing = '';
    this.alice_bob_steps = 0;
    this.step = -1;
    this.build();
    this.sight = whenVisible(this.holder, () => this.move());
    this.narrow.addEventListener('change', () => this.build());
    this.still.addEventListener('change', () => this.build());
    store.on(['run', 'status', 'connection'], () => this.state());
    store.on(['run', 'samples'], () => this.move());
    // A wait goes on between two statuses.
    setInterval(() => this.waiting(), 250);
  }

  build() {
    const layout = this.narrow.matches ? kNarrow : kWide;
    this.layout = layout;
    this.stopFlow();
    this.parts.clear();
    const svg = draw('svg', {
      viewBox: `0 0 ${layout.size[0]} ${layout.size[1]}`,
      role: 'img',
      'aria-label': 'Alice sends ciphertexts through the relay to Bob; Eve gets a copy of each. Alice and Bob share a key, Eve has none.',
    });
    svg.append(draw('path', {d: layout.key, class: 'key-line'}));
    layout.keyText.lines.forEach((line, i) =>
      svg.append(label([layout.keyText.at[0], layout.keyText.at[1] + 16 * i], layout.keyText.anchor, line)),
    );
    for (const [name, [from, to]] of Object.entries(layout.ways))
      svg.append(
        draw('line', {x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: name === 'tap' ? 'tap' : 'lane'}),
      );
    for (const {at, anchor, text} of layout.labels) svg.append(label(at, anchor, text));
    this.packets = this.makePackets(svg);
    svg.append(this.relay(layout.boxes.relay));
    for (const party of /** @type {Party[]} */ (['alice', 'bob', 'eve'])) svg.append(this.party(party, layout.boxes[party]));
    this.holder.replaceChildren(svg);
    this.state();
    this.move();
  }

  /** @param {Box} box */
  relay({x, y, w, h}) {
    const group = draw('g', {class: 'relay'});
    const rate = label([x + w / 2, y + 58], 'middle', '');
    this.parts.set('relay', rate);
    group.append(
      draw('rect', {x, y, width: w, height: h, rx: 12, class: 'box'}),
      label([x + w / 2, y + 25], 'middle', 'Relay', 'name'),
      label([x + w / 2, y + 42], 'middle', 'enforces the turns'),
      rate,
    );
    return group;
  }

  /** @param {Party} party @param {Box} box */
  party(party, {x, y, w, h}) {
    const [name, does] = kPeople[party];
    const group = draw('g', {class: party});
    const state = label([x + 28, y + 64], 'start', '');
    state.setAttribute('data-testid', `state-${party}`);
    this.parts.set(party, group);
    this.parts.set(`${party} state`, state);
    // On a narrow screen Eve's task takes two lines.
    const tight = party === 'eve' && w < 180;
    group.append(
      draw('rect', {x, y, width: w, height: h, rx: 12, class: 'box'}),
      label([x + 14, y + 25], 'start', name, 'name'),
      label([x + 14, y + 43], 'start', tight ? 'listens, no key' : does),
      draw('circle', {cx: x + 19, cy: y + 60, r: 5, class: 'dot'}),
      state,
      keyShape(x + w - 34, y + 11),
    );
    if (party === 'eve') group.append(draw('path', {class: 'strike', d: `M ${x + w - 40} ${y + 26} l 28 -18`}));
    if (party === 'alice') this.parts.set('frozen', group.appendChild(label([x + 14, y + 82], 'start', '')));
    return group;
  }

  /** @param {SVGElement} svg */
  makePackets(svg) {
    /** @type {Record<string, SVGElement[]>} */
    const packets = {};
    for (const way of Object.keys(kWide.ways)) {
      packets[way] = [0, 1].map(() => {
        const packet = draw('g', {class: 'packet'});
        if (way === 'answer' || way === 'back') packet.append(draw('circle', {r: 5, class: 'answer'}));
        else
          for (const [x, y, sign] of /** @type {[number, number, string][]} */ ([[-7, -7, 'plus'], [0, -7, 'minus'], [-7, 0, 'minus'], [0, 0, 'plus']]))
            packet.append(draw('rect', {x, y, width: 7, height: 7, class: sign}));
        svg.append(packet);
        return packet;
      });
    }
    return packets;
  }

  // ---- What the relay says of everybody ----

  state() {
    const {run, connection} = this.store;
    const {status, samples} = run;
    setText(element('wire-step'), run.step || status ? count(run.step) : '–');
    if (run.recorded) {
      for (const party of /** @type {Party[]} */ (['alice', 'bob', 'eve'])) {
        this.parts.get(party)?.setAttribute('class', party);
        this.say(`${party} state`, 'recorded');
      }
      setText(element('wire-text'), 'A recorded run, played again.');
      return this.waiting();
    }
    const known = connection === 'open' && status;
    for (const party of /** @type {Party[]} */ (['alice', 'bob', 'eve'])) {
      const here = Boolean(known && status.connected.includes(party));
      const awaited = here && this.wait()?.role === party;
      this.parts.get(party)?.setAttribute('class', `${party} ${here ? 'on' : 'gone'} ${awaited ? 'awaited' : ''}`);
      const hop = samples?.hop_ms?.[party];
      const busy = hop === undefined ? 'connected' : `${hop < 10 ? hop.toFixed(2) : hop.toFixed(0)} ms a step`;
      const behind = party === 'eve' && status?.eve_behind;
      this.say(`${party} state`, !known ? 'not known' : !here ? 'not there' : behind ? 'behind' : busy);
    }
    this.say('frozen', status?.controls?.frozen ? '❄ frozen, so is Bob' : '');
    setText(element('wire-refused'), count(status?.refused ?? 0));
    setText(element('wire-missed'), count(status?.missed_by_eve ?? 0));
    setText(element('wire-epochs'), count(status?.epoch ?? 0));
    setText(element('wire-watchers'), count(status?.watchers ?? 0));
    this.waiting();
  }

  /** @param {string} part @param {string} text */
  say(part, text) {
    const found = this.parts.get(part);
    if (found) setText(found, text);
  }

  /** Who is awaited for so long that it is worth telling, with the time since the status added. */
  wait() {
    const {run, connection} = this.store;
    const wait = run.recorded || connection !== 'open' ? undefined : run.status?.waiting;
    if (!wait) return null;
    const waited = wait.waited_ms + (performance.now() - run.statusAt);
    // A step of a running session is soon done; the next status would have told of a real wait.
    if (run.status?.state === 'running' && wait.waited_ms < kWorthTelling) return null;
    return {...wait, waited_ms: waited};
  }

  waiting() {
    const {run, connection} = this.store;
    if (run.recorded) return;
    const bar = element('wire-wait');
    const wait = this.wait();
    bar.hidden = !wait;
    if (wait) {
      bar.setAttribute('value', String(Math.min(1, wait.waited_ms / wait.deadline_ms)));
      const name = kPeople[wait.role]?.[0] ?? wait.role;
      const late = wait.waited_ms > wait.deadline_ms;
      const what = wait.what === 'to join' ? `for ${name} to join` : `for ${name}: ${wait.what}`;
      const until = `${(wait.waited_ms / 1000).toFixed(1)} s of ${(wait.deadline_ms / 1000).toFixed(0)} s`;
      return setText(element('wire-text'), late ? `Waiting ${what}, longer than the deadline.` : `Waiting ${what}: ${until}.`);
    }
    const text = connection === 'open' || connection === 'finished' ? this.plain() : 'No news: the relay cannot be reached.';
    setText(element('wire-text'), text);
  }

  plain() {
    const {status, samples} = this.store.run;
    if (!status) return 'Connected; nothing has happened yet.';
    if (status.state === 'running') {
      const phase = (samples?.steps_per_s ?? 0) > kSingles ? '' : status.phase === 'eve' ? ' Now it is Eve who learns.' : ' Now it is Alice and Bob who learn.';
      return `Running; nobody keeps the others waiting.${phase}`;
    }
    return status.text.charAt(0).toUpperCase() + status.text.slice(1) + '.';
  }

  // ---- Messages on their way ----

  move() {
    const {run} = this.store;
    const samples = run.samples;
    setText(element('wire-step'), run.step || run.status ? count(run.step) : '–');
    const rate = run.recorded ? 0 : (samples?.steps_per_s ?? 0);
    setText(element('wire-rate'), rate > 0 ? `${count(rate)} steps a second` : '');
    this.say('relay', rate > kSingles ? `${count(rate)} a second` : '');
    const idle = run.recorded || run.status?.state !== 'running' || this.store.connection !== 'open';
    if (this.still.matches || idle || !this.sight?.visible) {
      this.stopFlow();
    } else if (rate > kSingles) {
      this.startFlow(rate);
    } else {
      this.stopFlow();
      if (samples && samples.step === this.step + 1) this.single(samples.alice_bob_steps > this.alice_bob_steps, rate);
    }
    this.step = samples?.step ?? -1;
    this.alice_bob_steps = samples?.alice_bob_steps ?? 0;
  }

  /**
   * @param {string} way @param {number} which
   * @param {KeyframeAnimationOptions} timing
   */
  travel(way, which, timing) {
    const packet = this.packets?.[way]?.[which];
    const ends = /** @type {Record<string, [Point, Point]>} */ (this.layout?.ways)[way];
    if (!packet) return null;
    packet.classList.add('moving');
    const frames = ends.map(([x, y]) => ({transform: `translate(${x}px, ${y}px)`}));
    const animation = packet.animate(frames, {fill: 'backwards', ...timing});
    animation.onfinish = () => packet.classList.remove('moving');
    animation.oncancel = animation.onfinish;
    return animation;
  }

  /** @param {number} rate steps a second: decides how lively, within calm bounds */
  startFlow(rate) {
    const pace = rate > 500 ? 'fast' : rate > 30 ? 'brisk' : 'slow';
    if (this.flowing === pace) return;
    this.stopFlow();
    this.flowing = pace;
    const duration = {slow: 2600, brisk: 1900, fast: 1300}[pace];
    for (const way of Object.keys(kWide.ways))
      for (const which of [0, 1]) {
        const animation = this.travel(way, which, {duration, iterations: Infinity, iterationStart: which / 2});
        if (animation) this.flow.push(animation);
      }
  }

  stopFlow() {
    for (const animation of this.flow) animation.cancel();
    this.flow = [];
    this.flowing = '';
  }

  /** One step's messages, one after another. @param {boolean} answered @param {number} rate */
  single(answered, rate) {
    const hop = Math.min(500, 900 / Math.max(1, 4 * rate));
    const timing = (/** @type {number} */ turn) => ({duration: hop, delay: turn * hop, easing: 'ease-in-out'});
    this.travel('out', 0, timing(0));
    this.travel('on', 0, timing(1));
    this.travel('tap', 0, timing(1));
    if (!answered) return;
    this.travel('answer', 0, timing(2));
    this.travel('back', 0, timing(3));
  }
}
