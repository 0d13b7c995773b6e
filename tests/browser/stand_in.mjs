// A stand-in for the relay and its parties, all in this process: it speaks the page's protocol and makes its
// figures up. For work on the page without a build, and for what a real session does too seldom.
// SOTTO_BROWSER_SESSION=./stand_in.mjs has every test run against it.
import {createServer} from 'node:http';
import {existsSync, readFileSync} from 'node:fs';
import {extname, join, normalize} from 'node:path';
import {WebSocketServer} from 'ws';
import {kProtocol} from '../../dashboard/net/relay_connection.js';
import {root} from './support.mjs';

const kParties = ['alice', 'bob', 'eve'];
const kToken = 'operator-token';
const kTypes = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml'};
const kNames = ['bob', 'eve', 'shadow'];
const kColumns = ['first', 'step', 't', ...kNames.flatMap((name) => ['min', 'mean', 'max', 'count'].map((part) => `${name}_${part}`))];
const kTickMs = 50;

const rounded = (value) => Math.round(value * 1e4) / 1e4;
const base64 = (length, value) => Buffer.from(Int8Array.from({length}, (_, i) => value(i)).buffer).toString('base64');

/** What a session is about, as `welcome` says it. @param {number} bits */
export const taskOf = (bits) => ({
  name: 'bit_secrecy',
  phases: ['alice_bob', 'eve'],
  main_phase: 'alice_bob',
  series: [['bob', 'Bob', 'bob'], ['eve', 'Eve', 'eve'], ['shadow', 'Copy', 'alice']].map(([name, title, from]) => ({name, title, from, phase: 'alice_bob', max: bits, chance: bits / 2})),
  goal: {name: 'secret', window: 20, bounds: [{series: 'bob', at_most: (0.05 * bits) / 16}, {series: 'eve', at_least: (7.3 * bits) / 16}]},
});

export class StandIn {
  /** @param {{bits?: number, limit?: number, perTick?: number, sight?: (main: number, bits: number) => Record<string, number>, chance?: number}} [how]
   *  perTick: steps in each 50 ms; sight: the figures of the main phase's step of that number;
   *  chance: main steps before the goal can be met */
  constructor({bits = 16, limit = 0, perTick = 15, sight, chance = 0} = {}) {
    Object.assign(this, {bits, limit, perTick, chance, name: 'live', created: new Date().toISOString()});
    this.task = taskOf(bits);
    this.sight = sight ?? ((main) => ({bob: (bits / 2) * Math.exp(-main / 150), eve: bits * (0.49 - 0.2 * Math.exp(-(((main - 300) / 150) ** 2)))}));
    /** Each step's figures. */
    this.steps = [];
    this.notices = [];
    this.messages = [];
    this.readings = [];
    this.ciphertexts = [];
    this.probes = [];
    /** Of all audits. */
    this.findings = [];
    this.since = null;
    this.state = 'running';
    this.epoch = 0;
    this.t = 0;
    this.controls = {cycle: 'alice_bob:1,eve:2', learning_rate: 0.008, frozen: false, step_ms: 0};
    this.there = new Set(kParties);
    /** @type {Set<{socket: import('ws').WebSocket, operator: boolean}>} */
    this.watchers = new Set();
    this.sent = 0;
    this.repeat = null;
    this.mute = false;
    this.notice('began', 'the session begins');
  }

  // ---- The run ----

  take(count) {
    for (let i = 0; i < count && !(this.limit && this.steps.length >= this.limit); i++) {
      const step = this.steps.length;
      this.t += kTickMs / 1000 / this.perTick;
      const main = step % 3 === 0;
      const seen = main ? this.sight(step / 3, this.bits) : {};
      this.steps.push({step, t: this.t, shadow: seen.eve, ...seen});
      if (main) this.judge(step);
    }
    if (this.limit && this.steps.length >= this.limit && this.state === 'running') this.finish();
  }

  judge(step) {
    const {bob, eve} = this.means();
    const [forBob, forEve] = this.task.goal.bounds;
    const met = step / 3 >= Math.max(20, this.chance) && bob <= forBob.at_most && eve >= forEve.at_least;
    if (met && this.since === null) this.notice('goal', `Eve fails since step ${step}`, step);
    if (!met && this.since !== null) this.notice('goal_lost', `the secret is no longer kept as of step ${step}`, step);
    this.since = met ? (this.since ?? step) : null;
  }

  means() {
    const last = this.steps.slice(-60).filter((each) => each.bob !== undefined).slice(-20);
    if (!last.length) return {};
    return Object.fromEntries(kNames.map((name) => [name, rounded(last.reduce((sum, each) => sum + each[name], 0) / last.length)]));
  }

  /** Goes back to `step`, in a new epoch. */
  rewind(step) {
    this.flush();
    this.steps.length = Math.min(this.steps.length, step);
    this.sent = this.steps.length;
    this.epoch += 1;
    if (this.since !== null && this.since >= step) this.since = null;
    this.notice('epoch', `goes on from step ${step}`);
    this.publish();
  }

  finish() {
    this.flush();
    this.state = 'finished';
    this.notice('finished', 'all steps are done');
    this.publish();
    for (const {socket} of this.watchers) socket.close(1000);
  }

  tick() {
    const paced = this.controls.step_ms;
    this.ticks = (this.ticks ?? 0) + 1;
    if (this.state === 'running' && this.there.size === kParties.length) {
      if (!paced) this.take(this.perTick);
      else if (this.ticks % Math.max(1, Math.round(paced / kTickMs)) === 0) this.take(1);
    }
    if (this.repeat && this.ticks % Math.max(1, Math.round(this.repeat.ms / kTickMs)) === 0) this.say(this.repeat.id, this.repeat.text);
    if (this.ticks % 2 === 0) this.flush();
    if (this.ticks % 10 === 0 && this.state === 'running') this.show();
    if (this.ticks % (this.waiting() ? 5 : 20) === 0) this.publish();
  }

  // ---- What is told ----

  tell(message) {
    const text = JSON.stringify(message);
    for (const {socket} of this.watchers) socket.send(text);
  }

  notice(kind, text, step = this.steps.length) {
    const notice = {t: rounded(this.t), step, kind, text};
    this.notices.push(notice);
    this.tell({type: 'notice', ...notice});
  }

  show() {
    const base = {step: Math.max(0, this.steps.length - 1), t: rounded(this.t), columns: this.bits};
    const ciphertext = {...base, rows: 8, values: base64(8 * this.bits, (i) => ((i * 37 + this.steps.length) % 255) - 127)};
    const probe = {...base, values: base64(2 * this.bits * this.bits, (i) => (i * 11) % 97)};
    this.ciphertexts.push(ciphertext);
    this.probes.push(probe);
    this.tell({type: 'ciphertext', ...ciphertext});
    this.tell({type: 'probe', ...probe});
  }

  /** The steps done since the last samples. */
  flush() {
    const steps = this.steps.slice(this.sent);
    if (!steps.length) return;
    this.sent = this.steps.length;
    const series = {};
    for (const name of kNames) {
      const values = steps.map((each) => each[name]).filter((value) => value !== undefined);
      if (values.length) series[name] = [Math.min(...values), values.reduce((a, b) => a + b) / values.length, Math.max(...values), values.length].map(rounded);
    }
    this.tell({
      ...{type: 'samples', first: steps[0].step, step: steps.at(-1).step + 1, main_steps: Math.ceil(this.steps.length / 3), t: rounded(steps.at(-1).t), series},
      ...{steps_per_s: this.controls.step_ms ? 1000 / this.controls.step_ms : 20 * this.perTick, compute_ms: {alice: 0.7, bob: 0.5, eve: 0.4}, dropped: 0},
    });
  }

  waiting() {
    const missing = kParties.find((party) => !this.there.has(party));
    return missing ? {role: missing, what: 'to join', waited_ms: Date.now() - this.missingSince, deadline_ms: 60_000} : null;
  }

  status() {
    const waiting = this.waiting();
    const step = this.steps.length;
    const text = {running: `running, step ${step}`, paused: `paused by the operator before step ${step}`, finished: `finished before step ${step}: all steps are done`}[this.state];
    const had = Math.ceil(step / 3);
    return {
      ...{session: this.name, state: waiting ? 'gathering' : this.state, text, epoch: this.epoch, step, phase: step % 3 ? 'eve' : 'alice_bob', main_steps: had},
      ...{connected: [...this.there], listeners: 0, running_s: this.t, refused: 0, missed_by_eve: 0, eve_behind: false, controls: this.controls},
      ...{watchers: this.watchers.size, journal: true, means: this.means(), ...(waiting ? {waiting} : {}), ...(this.since === null ? {} : {goal_since_step: this.since})},
      ...{goal_text: had < this.chance ? `Eve has had ${had} of the ${this.chance} minibatches that she may learn from` : 'the secret is judged over the last 20 minibatches', twin_in_step: true},
    };
  }

  publish() {
    this.tell({type: 'status', ...this.status()});
  }

  history(from = 0, to = Infinity, points = 1000) {
    const steps = this.steps.slice(from, to + 1);
    const width = Math.ceil(steps.length / points) || 1;
    const rows = [];
    for (let at = 0; at < steps.length; at += width) {
      const part = steps.slice(at, at + width);
      const row = [part[0].step, part.at(-1).step, rounded(part.at(-1).t)];
      for (const name of kNames) {
        let [least, sum, most, count] = [Infinity, 0, -Infinity, 0];
        for (const each of part) {
          const value = each[name];
          if (value === undefined) continue;
          [least, sum, most, count] = [Math.min(least, value), sum + value, Math.max(most, value), count + 1];
        }
        row.push(...(count ? [rounded(least), rounded(sum / count), rounded(most), count] : [null, null, null, 0]));
      }
      rows.push(row);
    }
    return {session: this.name, first: rows[0]?.[0] ?? null, last: rows.at(-1)?.[1] ?? null, bits: this.bits, columns: kColumns, rows};
  }

  config() {
    return {bits: this.bits, minibatch: 512, cycle: 'alice_bob:1,eve:2', learning_rate: 0.008, shadow: 'twin', task: 'bit_secrecy'};
  }

  // ---- Commands ----

  /** @returns {object} what of the result is not its id */
  command(order) {
    const from_step = this.steps.length;
    switch (order.name) {
      case 'pause':
      case 'resume':
        this.state = order.name === 'pause' ? 'paused' : 'running';
        this.flush();
        this.notice(`${order.name}d`, `${order.name}d by the operator before step ${from_step}`);
        this.publish();
        return {accepted: true, from_step};
      case 'step':
        if (this.state !== 'paused') return {accepted: false, code: 'out_of_turn', message: 'a single step is taken in a pause only'};
        this.take(1);
        this.flush();
        this.publish();
        return {accepted: true, from_step};
      case 'pace':
        this.controls.step_ms = order.step_ms;
        break;
      case 'cycle':
        if (!order.cycle) return {accepted: false, code: 'bad_field', message: 'command.cycle is empty, expected phases with their numbers of steps'};
        this.controls.cycle = order.cycle;
        break;
      case 'learning_rate':
        this.controls.learning_rate = order.learning_rate;
        break;
      case 'freeze':
      case 'unfreeze':
        this.controls.frozen = order.name === 'freeze';
        break;
      case 'reset_eve':
        break;
      case 'audit':
        this.audit(from_step);
        break;
      case 'stop':
        setTimeout(() => this.finish(), kTickMs);
        return {accepted: true, from_step};
      case 'say':
        this.repeat = order.repeat_ms ? {id: order.id, text: order.text, ms: order.repeat_ms} : null;
        this.say(order.id, order.text);
        return {accepted: true};
      default:
        return {accepted: false, code: 'bad_field', message: `command.name “${order.name}” is not known`};
    }
    this.notice('control', `${order.name} by the operator`);
    this.publish();
    return {accepted: true, from_step};
  }

  /** Attackers of whom one reads, one learns products, and two see nothing. @param {number} step with which it begins */
  audit(step) {
    const chance = this.bits / 2;
    const spread = 0.05;
    for (const part of [0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1])
      for (const [attacker, of, least] of [['paper', 600, 0.97], ['linear', 400, 0.94], ['mlp256', 600, 0.3], ['pairs256', 300, null]]) {
        const wrong = least === null ? null : rounded(chance * (1 - (1 - least) * part));
        const leak_bits = rounded(least === null ? 2.5 * part : Math.max(0, this.bits * (1 - wrong / chance) ** 2 - 0.1));
        const found = {attacker, audit: step, reads: wrong === null ? 'products of two bits' : 'bits', minibatches: Math.round(of * part), of, final: part === 1, leak_bits, gain: wrong === null ? leak_bits : Math.max(leak_bits, rounded(chance - wrong))};
        const finding = {t: rounded(this.t), ...found, ...(wrong === null ? {} : {bits_wrong: wrong, low: rounded(wrong - spread), high: rounded(wrong + spread)})};
        this.findings.push(finding);
        this.tell({type: 'finding', ...finding});
      }
  }

  say(id, text) {
    const bytes = Buffer.from(text);
    const number = this.messages.length + 1;
    const [t, step] = [rounded(this.t), this.steps.length];
    const message = {number, say: id, t, step, rows: Math.ceil((bytes.length * 8) / this.bits), columns: this.bits, ciphertext: base64(Math.min(512, bytes.length * 8), (i) => ((i * 53 + number) % 255) - 127), text};
    this.messages.push(message);
    this.tell({type: 'message', ...message});
    for (const role of ['bob', 'eve']) {
      const read = role === 'bob' && this.since !== null ? bytes : Buffer.from(bytes.map((byte, i) => (i % 4 ? byte ^ 0x15 : byte)));
      const reading = {number, role, t, step, bytes: read.toString('base64')};
      this.readings.push(reading);
      this.tell({type: 'reading', ...reading});
    }
  }

  // ---- The server ----

  async listen() {
    this.server = createServer((request, answer) => this.answer(request, answer));
    const sockets = new WebSocketServer({noServer: true, handleProtocols: (offered) => (offered.has('sotto.v3') ? 'sotto.v3' : false)});
    this.server.on('upgrade', (request, socket, head) => {
      const {origin, host} = request.headers;
      if (origin && origin !== `http://${host}`) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      sockets.handleUpgrade(request, socket, head, (each) => this.enter(each));
    });
    await new Promise((listening) => this.server.listen(0, '127.0.0.1', listening));
    this.clock = setInterval(() => this.tick(), kTickMs);
    return `http://127.0.0.1:${this.server.address().port}/`;
  }

  enter(socket) {
    const say = (message) => socket.send(JSON.stringify(message));
    const refuse = (code, number, message) => {
      say({type: 'error', code, message});
      socket.close(number, message);
    };
    let watcher = null;
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (!watcher) {
        if (message.type !== 'hello') return refuse('hello_expected', 4013, 'the first message must be hello');
        if (message.protocol !== kProtocol) return refuse('wrong_version', 4014, `protocol version ${message.protocol}, expected ${kProtocol}`);
        if (message.session !== this.name) return refuse('unknown_session', 4015, `no session '${message.session}' here`);
        if (message.role === 'operator' && message.token !== kToken) return refuse('bad_token', 4016, 'not the operator’s token');
        if (this.state === 'finished') return refuse('session_over', 4021, 'the session has finished');
        this.flush();
        watcher = {socket, operator: message.role === 'operator'};
        this.watchers.add(watcher);
        const {epoch, step} = this.status();
        say({type: 'welcome', protocol: kProtocol, session: this.name, role: message.role, epoch, step, config: this.config(), task: this.task});
        say({type: 'status', ...this.status()});
        const last = (list, count) => list.slice(-count);
        const snapshot = {history: this.history(), notices: last(this.notices, 500), messages: last(this.messages, 20), readings: last(this.readings, 40)};
        return say({type: 'snapshot', ...snapshot, ciphertext: this.ciphertexts.at(-1) ?? null, probe: this.probes.at(-1) ?? null, findings: this.findings.filter(({final}) => final)});
      }
      if (message.type !== 'command' || !Number.isInteger(message.id)) return say({type: 'error', code: 'bad_field', message: 'expected a command with an id'});
      if (this.mute) return;
      const result = watcher.operator ? this.command(message) : {accepted: false, code: 'wrong_role', message: 'commands need the operator’s token'};
      say({type: 'command_result', id: message.id, ...result});
    });
    socket.on('close', () => this.watchers.delete(watcher));
  }

  answer(request, answer) {
    const url = new URL(request.url, `http://${request.headers.host}`);
    const json = (status, body) => answer.writeHead(status, {'Content-Type': 'application/json', 'Cache-Control': 'no-store'}).end(JSON.stringify(body));
    const over = this.state === 'finished';
    if (url.pathname === '/api/sessions') {
      const recorded = {session: this.name, created: this.created, steps: this.steps.length, outcome: this.since === null ? 'no_secret' : 'secret', bits: this.bits, live: false};
      return json(200, over ? {sessions: [], recorded: [recorded]} : {sessions: [{...this.status(), live: true, created: this.created}], recorded: []});
    }
    const [, name, part] = url.pathname.match(/^\/api\/sessions\/([^/]+)\/?(.*)$/) ?? [];
    if (name && name !== this.name) return json(404, {error: 'no session of that name here'});
    if (name && part === 'history') {
      const number = (key, otherwise) => Number(url.searchParams.get(key) ?? otherwise);
      return json(200, this.history(number('from', 0), number('to', Infinity), number('points', 1000)));
    }
    if (name && part === 'events') {
      const {notices, messages, readings, ciphertexts, probes, findings} = this;
      return json(200, {notices, messages, readings, findings, ...(over ? {ciphertexts, probes} : {ciphertexts: [], probes: []})});
    }
    if (name) return json(200, {status: over ? null : this.status(), report: over ? {outcome: this.since === null ? 'no_secret' : 'secret'} : null, config: this.config(), task: this.task, controls: [], live: !over});
    const file = join(root, 'dashboard', normalize(url.pathname === '/' ? '/index.html' : url.pathname));
    if (!existsSync(file)) return json(404, {error: 'nothing here'});
    const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws://${request.headers.host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
    answer.writeHead(200, {'Content-Type': kTypes[extname(file)] ?? 'text/plain', 'Cache-Control': 'no-store', 'Content-Security-Policy': policy}).end(readFileSync(file));
  }

  leave(party) {
    this.there.delete(party);
    this.missingSince = Date.now();
    this.notice('left', `${party} left`);
    this.publish();
  }

  join(party) {
    this.there.add(party);
    this.notice('joined', `${party} joined`);
    this.publish();
  }

  close() {
    clearInterval(this.clock);
    this.server?.closeAllConnections();
    for (const {socket} of this.watchers) socket.terminate();
    return new Promise((closed) => (this.server?.listening ? this.server.close(closed) : closed()));
  }
}

/** @param {string[]} options of the relay: --bits and --steps are heeded @returns {Promise<import('./support.mjs').Session>} */
export async function startSession(options = []) {
  const option = (name) => Number(options[options.indexOf(name) + 1]);
  const standIn = new StandIn({bits: options.includes('--bits') ? option('--bits') : 16, limit: options.includes('--steps') ? option('--steps') : 0});
  if (standIn.limit) {
    standIn.perTick = 1000;
    standIn.take(standIn.limit);
  }
  for (const party of kParties) standIn.join(party);
  const url = await standIn.listen();
  return {
    url,
    token: kToken,
    relayPid: process.pid,
    start: async (role) => standIn.join(role),
    kill: async (role) => (role === 'relay' ? standIn.close() : standIn.leave(role)),
    end: () => standIn.close(),
  };
}
