// Who talks to whom: Alice, the relay, Bob and Eve's tap, with the messages on their way.
import {asSentence} from '../state/verdict_words.js';
import {element, make, makeSvg as draw, setText, whenVisible} from '../ui/dom.js';
import {count} from '../ui/format.js';

/** @typedef {import('../state/store.js').Store} Store */
/** @typedef {import('../net/http_types.js').Party} Party */
/** @typedef {{x: number, y: number, w: number, h: number}} Box */
/** @typedef {[number, number]} Point */

/** Below this many steps a second each is shown by itself; above, messages are a flow. */
const kSingles = 4;
/** A wait shorter than this is part of any step and not worth a word. */
const kWorthTelling = 400;

/** Of the two messages on a way, the one that stands for what is said aloud, where anything is. */
const kAloud = 1;
/** Whether the steps carry something that all may read: its frame's name says so. @param {import('../net/messages.js').TaskInfo} task */
const isSaidAloud = (task) => (task.frames ?? []).some(({name}) => name.startsWith('public_'));

/** @typedef {'out'|'on'|'tap'|'answer'|'back'} Way */
/** @type {Way[]} */
const kWays = ['out', 'on', 'tap', 'answer', 'back'];

/** Where something is said aloud, too. @type {Record<Party, [string, string]>} */
const kSayAloud = {
  alice: ['Alice', 'tells and encrypts'],
  bob: ['Bob', 'decrypts'],
  eve: ['Eve', 'listens, without the key'],
};

/** @type {Record<Party, [string, string]>} */
const kPeople = {
  alice: ['Alice', 'encrypts'],
  bob: ['Bob', 'decrypts'],
  eve: ['Eve', 'listens, without the key'],
};

/**
 * @typedef {object} Layout
 * @property {Point} size
 * @property {number} room 0 to 1: how much of it there is to spare, for larger boxes and messages
 * @property {Record<Party|'relay', Box>} boxes
 * @property {string} key path of the line that stands for the shared key
 * @property {{at: Point, anchor: string, lines: string[]}} keyText
 * @property {Record<Way, [Point, Point]>} ways
 * @property {{at: Point, anchor: string, text: string, aloud?: string}[]} labels aloud: where something is said aloud, too;
 *     a second line goes above the first
 */

/** Heights of the wide layout, whose width is 640: the least, and what it grows to where there is room. */
const kLow = 300;
const kTall = 560;

/** @param {number} height @returns {Layout} */
function wide(height) {
  const room = (height - kLow) / (kTall - kLow);
  const y = 66 + 34 * room;
  const h = 94 + 46 * room;
  const relay = {x: 262, y: y + 8, w: 116, h: h - 16};
  const eve = {x: 222 - 14 * room, y: height - 92 - 40 * room, w: 196 + 28 * room, h: 84 + 40 * room};
  const out = y + 30 + 10 * room;
  const answer = y + h - 28 - 10 * room;
  const key = 22 + 8 * room;
  const bottom = relay.y + relay.h;
  return {
    size: [640, height],
    room,
    boxes: {alice: {x: 6, y, w: 156, h}, relay, bob: {x: 478, y, w: 156, h}, eve},
    key: `M 84 ${y} C 84 ${key + 4}, 140 ${key}, 220 ${key} L 420 ${key} C 500 ${key}, 556 ${key + 4}, 556 ${y}`,
    keyText: {at: [320, key + 22], anchor: 'middle', lines: ['the key: Alice and Bob share it, it is never sent']},
    ways: {
      out: [[162, out], [262, out]],
      on: [[378, out], [478, out]],
      tap: [[320, bottom], [320, eve.y]],
      answer: [[478, answer], [378, answer]],
      back: [[262, answer], [162, answer]],
    },
    labels: [
      {at: [212, out - 12 - 4 * room], anchor: 'middle', text: 'ciphertext →', aloud: 'estimate and\nciphertext →'},
      {at: [428, out - 12 - 4 * room], anchor: 'middle', text: 'ciphertext →', aloud: 'estimate and\nciphertext →'},
      {at: [212, answer + 20 + 4 * room], anchor: 'middle', text: '← feedback'},
      {at: [428, answer + 20 + 4 * room], anchor: 'middle', text: '← feedback'},
      {at: [334 + 4 * room, (bottom + eve.y) / 2 + 5], anchor: 'start', text: '↓ a copy of every ciphertext', aloud: '↓ a copy of both'},
    ],
  };
}

/** @type {Layout} */
const kNarrow = {
  size: [360, 452],
  room: 0,
  boxes: {
    alice: {x: 44, y: 8, w: 160, h: 92},
    relay: {x: 44, y: 186, w: 124, h: 72},
    bob: {x: 44, y: 346, w: 160, h: 92},
    eve: {x: 222, y: 178, w: 134, h: 92},
  },
  key: 'M 44 54 C 16 54, 14 90, 14 110 L 14 334 C 14 360, 16 392, 44 392',
  keyText: {at: [222, 372], anchor: 'start', lines: ['dashed: the key that', 'Alice and Bob share;', 'it is never sent']},
  ways: {
    out: [[86, 100], [86, 186]],
    on: [[86, 258], [86, 346]],
    tap: [[168, 222], [222, 222]],
    answer: [[138, 346], [138, 258]],
    back: [[138, 186], [138, 100]],
  },
  labels: [
    {at: [77, 147], anchor: 'end', text: 'cipher ↓', aloud: 'estimate,\ncipher ↓'},
    {at: [77, 306], anchor: 'end', text: 'cipher ↓', aloud: 'estimate,\ncipher ↓'},
    {at: [146, 147], anchor: 'start', text: '↑ feedback'},
    {at: [146, 306], anchor: 'start', text: '↑ feedback'},
    {at: [222, 168], anchor: 'start', text: 'a copy of each →'},
  ],
};

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
    this.narrow = matchMedia('(max-width: 539px)');
    /** @type {Map<string, SVGElement>} */
    this.parts = new Map();
    /** @type {Animation[]} */
    this.flow = [];
    this.resting = false;
    /** @type {HTMLElement|null} */
    this.lane = null;
    this.radius = 7;
    this.aloud = false;
    this.mainSteps = 0;
    this.step = -1;
    this.height = kLow;
    /** @type {Layout} */
    this.layout = wide(this.height);
    this.build();
    new ResizeObserver(() => this.fit()).observe(this.holder);
    this.sight = whenVisible(this.holder, () => this.move());
    this.narrow.addEventListener('change', () => this.build());
    this.still.addEventListener('change', () => this.build());
    store.on(['run'], () => {
      if (this.aloud !== isSaidAloud(store.run.task)) this.build();
    });
    store.on(['run', 'status', 'connection'], () => this.state());
    store.on(['run', 'samples', 'status', 'connection'], () => this.move());
    // A wait goes on between two statuses.
    setInterval(() => this.waiting(), 250);
  }

  /** As tall as there is room for; in jumps, so that it is not built anew for every pixel. */
  fit() {
    const {clientWidth, clientHeight} = this.holder;
    if (!clientWidth) return;
    this.scale();
    const height = Math.max(kLow, Math.min(kTall, 10 * Math.floor((64 * clientHeight) / clientWidth)));
    if (this.narrow.matches || height === this.height) return;
    this.height = height;
    this.build();
  }

  /** Lays the packets' plane over the drawing, which keeps its proportions and stays in the middle. */
  scale() {
    const {clientWidth, clientHeight} = this.holder;
    const [width, height] = this.layout.size;
    const by = Math.min(clientWidth / width, clientHeight / height);
    if (this.lane) this.lane.style.transform = `translate(${(clientWidth - by * width) / 2}px, ${(clientHeight - by * height) / 2}px) scale(${by})`;
  }

  build() {
    const layout = this.narrow.matches ? kNarrow : wide(this.height);
    this.layout = layout;
    this.aloud = isSaidAloud(this.store.run.task);
    this.stopFlow();
    this.resting = false;
    this.parts.clear();
    const svg = draw('svg', {
      viewBox: `0 0 ${layout.size[0]} ${layout.size[1]}`,
      role: 'img',
      'aria-label': `Alice sends ${this.aloud ? 'public estimates and ' : ''}ciphertexts through the relay to Bob; Eve gets a copy of each. Alice and Bob share a key, Eve has none.`,
    });
    svg.append(draw('path', {d: layout.key, class: 'key-line'}));
    layout.keyText.lines.forEach((line, i) =>
      svg.append(label([layout.keyText.at[0], layout.keyText.at[1] + 16 * i], layout.keyText.anchor, line)),
    );
    for (const [name, [from, to]] of Object.entries(layout.ways))
      svg.append(
        draw('line', {x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: name === 'tap' ? 'tap' : 'lane'}),
      );
    for (const {at, anchor, text, aloud} of layout.labels) {
      const lines = (this.aloud ? (aloud ?? text) : text).split('\n');
      lines.forEach((line, i) => svg.append(label([at[0], at[1] - 15 * (lines.length - 1 - i)], anchor, line)));
    }
    svg.append(this.relay(layout.boxes.relay));
    for (const party of /** @type {Party[]} */ (['alice', 'bob', 'eve'])) svg.append(this.party(party, layout.boxes[party]));
    this.packets = this.makePackets();
    this.lane = make('div', {class: 'packets'});
    this.lane.append(...Object.values(this.packets).flat());
    this.holder.replaceChildren(svg, this.lane);
    this.scale();
    this.state();
    this.move();
  }

  /** @param {Box} box */
  relay({x, y, w, h}) {
    const group = draw('g', {class: 'relay'});
    const {room} = this.layout;
    const rate = label([x + w / 2, y + 58 + 20 * room], 'middle', '');
    this.parts.set('relay', rate);
    group.append(
      draw('rect', {x, y, width: w, height: h, rx: 12, class: 'box'}),
      label([x + w / 2, y + 25 + 10 * room], 'middle', 'Relay', 'name'),
      label([x + w / 2, y + 42 + 15 * room], 'middle', 'enforces the turns'),
      rate,
    );
    return group;
  }

  /** @param {Party} party @param {Box} box */
  party(party, {x, y, w, h}) {
    const [name, does] = (this.aloud ? kSayAloud : kPeople)[party];
    const group = draw('g', {class: party});
    const {room} = this.layout;
    const state = label([x + 28, y + 64 + 18 * room], 'start', '');
    state.setAttribute('data-testid', `state-${party}`);
    this.parts.set(party, group);
    this.parts.set(`${party} state`, state);
    // On a narrow screen Eve's task takes two lines.
    const tight = party === 'eve' && w < 180;
    group.append(
      draw('rect', {x, y, width: w, height: h, rx: 12, class: 'box'}),
      label([x + 14, y + 25 + 6 * room], 'start', name, 'name'),
      label([x + 14, y + 43 + 12 * room], 'start', tight ? 'listens, no key' : does),
      draw('circle', {cx: x + 19, cy: y + 60 + 18 * room, r: 5, class: 'dot'}),
      state,
      keyShape(x + w - 34, y + 11),
    );
    if (party === 'eve') group.append(draw('path', {class: 'strike', d: `M ${x + w - 40} ${y + 26} l 28 -18`}));
    if (party === 'alice') this.parts.set('frozen', group.appendChild(label([x + 14, y + 82 + 26 * room], 'start', '')));
    return group;
  }

  /**
   * Beside the drawing, not in it: so they can be moved by the compositor, and the page has nothing to
   * do or to paint while they are on their way.
   */
  makePackets() {
    /** @type {Record<string, SVGElement[]>} */
    const packets = {};
    const size = 1 + 0.5 * this.layout.room;
    for (const way of kWays) {
      packets[way] = [0, 1].map((which) => {
        const packet = draw('svg', {class: 'packet', viewBox: '-7 -7 14 14', width: 14 * size, height: 14 * size, 'aria-hidden': 'true'});
        if (way === 'answer' || way === 'back') packet.append(draw('circle', {r: 5, class: 'answer'}));
        else if (this.aloud && which === kAloud) packet.append(draw('rect', {x: -4.5, y: -4.5, width: 9, height: 9, transform: 'rotate(45)', class: 'aloud'}));
        else
          for (const [x, y, sign] of /** @type {[number, number, string][]} */ ([[-7, -7, 'plus'], [0, -7, 'minus'], [-7, 0, 'minus'], [0, 0, 'plus']]))
            packet.append(draw('rect', {x, y, width: 7, height: 7, class: sign}));
        return packet;
      });
    }
    this.radius = 7 * size;
    return packets;
  }

  /** Where a packet's left upper corner is when its middle is there. @param {Point} at */
  translation([x, y]) {
    return `translate(${x - this.radius}px, ${y - this.radius}px)`;
  }

  /** Where a packet sets out and where it arrives: beside the boxes, not on them. @param {string} way @returns {[Point, Point]} */
  ends(way) {
    const [from, to] = /** @type {Record<string, [Point, Point]>} */ (this.layout.ways)[way];
    const sign = [Math.sign(to[0] - from[0]), Math.sign(to[1] - from[1])];
    const by = this.radius + 2;
    return [
      [from[0] + by * sign[0], from[1] + by * sign[1]],
      [to[0] - by * sign[0], to[1] - by * sign[1]],
    ];
  }

  // ---- What the relay says of everybody ----

  state() {
    const {run, connection} = this.store;
    const {status, samples} = run;
    setText(element('wire-step'), run.step || status ? count(run.step) : '–');
    element('wire-counts').hidden = run.recorded;
    if (run.recorded) {
      for (const party of /** @type {Party[]} */ (['alice', 'bob', 'eve'])) {
        this.parts.get(party)?.setAttribute('class', party);
        this.say(`${party} state`, 'recorded');
      }
      const folded = run.foldedBefore > 0 ? ` Of the steps before ${count(run.foldedBefore)} it has buckets: least, mean and greatest.` : '';
      setText(element('wire-text'), `A recorded run, played again.${folded}`);
      return this.waiting();
    }
    const known = connection === 'open' && status;
    for (const party of /** @type {Party[]} */ (['alice', 'bob', 'eve'])) {
      const here = Boolean(known && status.connected.includes(party));
      const awaited = here && this.wait()?.role === party;
      this.parts.get(party)?.setAttribute('class', `${party} ${here ? 'on' : 'gone'} ${awaited ? 'awaited' : ''}`);
      const ms = samples?.compute_ms?.[party];
      const busy = ms === undefined ? 'connected' : `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms a step`;
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
    const {run, connection, connectionText} = this.store;
    if (run.recorded) return;
    const bar = element('wire-wait');
    const wait = this.wait();
    bar.hidden = !wait;
    if (wait) {
      bar.setAttribute('value', String(Math.min(1, wait.waited_ms / wait.deadline_ms)));
      const name = Object.entries(kPeople).find(([role]) => role === wait.role)?.[1][0] ?? wait.role;
      const late = wait.waited_ms > wait.deadline_ms;
      const what = wait.what === 'to join' ? `for ${name} to join` : `for ${name}: ${wait.what}`;
      const until = `${(wait.waited_ms / 1000).toFixed(1)} s of ${(wait.deadline_ms / 1000).toFixed(0)} s`;
      return setText(element('wire-text'), late ? `Waiting ${what}, longer than the deadline.` : `Waiting ${what}: ${until}.`);
    }
    const heard = connection === 'open' || connection === 'finished';
    setText(element('wire-text'), heard ? this.plain() : `${connectionText.replace(/[ .…]+$/, '')}.`);
  }

  plain() {
    const {status, samples} = this.store.run;
    if (!status) return 'Connected; nothing has happened yet.';
    if (status.state === 'running') {
      const phase = (samples?.steps_per_s ?? 0) > kSingles ? '' : status.phase !== this.store.run.task.main_phase ? ' Now it is Eve who learns.' : ' Now it is Alice and Bob who learn.';
      return `Running; nobody keeps the others waiting.${phase}`;
    }
    return asSentence(status.text);
  }

  // ---- Messages on their way ----

  move() {
    const {run} = this.store;
    const samples = run.samples;
    setText(element('wire-step'), run.step || run.status ? count(run.step) : '–');
    const idle = run.recorded || run.status?.state !== 'running' || this.store.connection !== 'open';
    const rate = idle ? 0 : (samples?.steps_per_s ?? 0);
    const pace = rate > 0 && rate < 0.95 ? `a step every ${(1 / rate).toFixed(1)} s` : `${rate < 10 ? rate.toFixed(1) : count(rate)} steps a second`;
    setText(element('wire-rate'), rate > 0 ? pace : '');
    this.say('relay', rate > kSingles ? `${count(rate)} a second` : '');
    if (this.still.matches || run.recorded || !this.sight?.visible) {
      this.stopFlow();
      this.rest(this.still.matches && rate > 0);
    } else if (rate > kSingles) {
      this.startFlow(rate);
    } else {
      this.stopFlow();
      // A single step of a paused session is seen, too.
      if (samples && samples.step === this.step + 1) this.single(samples.main_steps > this.mainSteps, rate);
    }
    this.step = samples?.step ?? -1;
    this.mainSteps = samples?.main_steps ?? 0;
  }

  /**
   * @param {string} way @param {number} which
   * @param {KeyframeAnimationOptions} timing
   */
  travel(way, which, timing) {
    const packet = this.packets?.[way]?.[which];
    if (!packet) return null;
    packet.classList.add('moving');
    const [from, to] = this.ends(way).map((at) => this.translation(at));
    // Not to be seen before it sets out.
    const frames = [{transform: from, opacity: 0}, {opacity: 1, offset: 0.06}, {opacity: 1, offset: 0.94}, {transform: to, opacity: 0}];
    const animation = packet.animate(frames, {fill: 'backwards', ...timing});
    // Unless it is on its way again already.
    animation.onfinish = () => {
      if (packet.getAnimations().length === 0) packet.classList.remove('moving');
    };
    return animation;
  }

  /** Where nothing may move: a message half-way on each line says that some are on their way. @param {boolean} on */
  rest(on) {
    const {packets, layout} = this;
    if (!packets || !layout || this.resting === on) return;
    this.resting = on;
    for (const [way, [from, to]] of Object.entries(layout.ways)) {
      // What is said aloud is ahead of its ciphertext.
      const shares = this.aloud && way !== 'answer' && way !== 'back' ? [0.3, 0.7] : [0.5];
      shares.forEach((share, which) => {
        const packet = packets[way][which];
        packet.classList.toggle('moving', on);
        packet.style.transform = on ? this.translation([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]) : '';
      });
    }
  }

  /** @param {number} rate steps a second: decides how lively, within calm bounds */
  startFlow(rate) {
    const pace = Math.min(4, Math.log10(rate)) / 3;
    for (const animation of this.flow) animation.updatePlaybackRate(pace);
    if (this.flow.length) return;
    for (const way of kWays)
      for (const which of [0, 1]) {
        const animation = this.travel(way, which, {duration: 1500, iterations: Infinity, iterationStart: which / 2});
        if (!animation) continue;
        animation.updatePlaybackRate(pace);
        this.flow.push(animation);
      }
  }

  stopFlow() {
    if (this.flow.length === 0) return;
    for (const animation of this.flow) animation.cancel();
    this.flow = [];
    for (const packet of Object.values(this.packets ?? {}).flat()) packet.classList.remove('moving');
  }

  /** One step's messages, one after another. @param {boolean} answered @param {number} rate */
  single(answered, rate) {
    if (this.aloud) return this.singleAloud(answered, rate);
    const hop = rate > 0 ? Math.min(800, 227 / rate) : 500;
    const timing = (/** @type {number} */ turn) => ({duration: hop, delay: turn * hop, easing: 'ease-in-out'});
    this.travel('out', 0, timing(0));
    this.travel('on', 0, timing(1));
    this.travel('tap', 0, timing(1));
    if (!answered) return;
    this.travel('answer', 0, timing(2));
    this.travel('back', 0, timing(3));
  }
  /** The same where the estimate goes first, and the ciphertext follows it. @param {boolean} answered @param {number} rate */
  singleAloud(answered, rate) {
    const hop = rate > 0 ? Math.min(800, 180 / rate) : 500;
    const timing = (/** @type {number} */ turn) => ({duration: hop, delay: turn * hop, easing: 'ease-in-out'});
    for (const [which, turn] of [[kAloud, 0], [0, 1]]) {
      this.travel('out', which, timing(turn));
      this.travel('on', which, timing(turn + 1));
      this.travel('tap', which, timing(turn + 1));
    }
    if (!answered) return;
    this.travel('answer', 0, timing(3));
    this.travel('back', 0, timing(4));
  }
}
