// What the tests share: a task as the relay describes it, and histories.

/** The task of a session of `bits` bits. */
export const secrecy = (bits = 16) => ({
  name: 'bit_secrecy',
  phases: ['alice_bob', 'eve'],
  main_phase: 'alice_bob',
  series: [
    {name: 'bob', title: 'Bob', from: 'bob', phase: 'alice_bob', max: bits, chance: bits / 2},
    {name: 'eve', title: 'Eve', from: 'eve', phase: 'alice_bob', max: bits, chance: bits / 2},
    {name: 'shadow', title: 'Copy', from: 'alice', phase: 'alice_bob', max: bits, chance: bits / 2},
  ],
  goal: {
    name: 'secret',
    window: 20,
    bounds: [
      {series: 'bob', at_most: (0.05 * bits) / 16},
      {series: 'eve', at_least: (7.3 * bits) / 16},
    ],
  },
});

/** The same, where a reader of the key beside Bob proves the secret. */
export const sealed = () => {
  const task = secrecy();
  task.name = 'sealed_bits';
  task.series.push({name: 'key', title: 'Key reader', from: 'bob', phase: 'alice_bob', max: 16, chance: 8});
  task.goal.bounds.push({series: 'key', at_most: 0.00002});
  return task;
};

/** Alice tells of D in public and hides C from Eve; all figures are mean distances. */
export const selective = () => {
  const distance = (name, title, from, marks) => ({name, title, unit: 'distance', from, phase: 'alice_bob', max: 2, chance: 0.5, marks});
  return {
    name: 'selective',
    phases: ['alice_bob', 'eve'],
    main_phase: 'alice_bob',
    chat: false,
    frames: ['ciphertext', 'feedback', 'public_estimate'].map((name, i) => ({name, kind: i + 1, rows: 256, columns: [8, 9, 1][i], bound: 1})),
    series: [
      distance('bob', 'Bob on D', 'bob', [{title: 'best possible', value: 0.279}]),
      distance('public', 'Public on D', 'alice', [
        {title: 'best possible', value: 0.279},
        {title: 'best that tells nothing of C', value: 0.41},
      ]),
      distance('eve', 'Eve on C', 'eve', [{title: 'from the best estimate of D', value: 0.31}]),
      distance('shadow', 'Copy', 'alice', []),
      {name: 'key', title: 'Key reader', unit: 'bits_wrong', from: 'bob', phase: 'alice_bob', max: 8, chance: 4, marks: []},
    ],
    goal: {
      name: 'protected',
      window: 3,
      bounds: [
        {series: 'bob', at_most: 0.307},
        {series: 'public', at_most: 0.471},
        {series: 'eve', at_most: 0.55, at_least: 0.475},
      ],
    },
    frontier: {
      across: 'eve',
      up: 'public',
      points: [
        {across: 0.5, up: 0.41},
        {across: 0.48, up: 0.36},
        {across: 0.31, up: 0.279},
      ],
    },
  };
};

/** Another game altogether. */
export const relayRace = {
  name: 'relay_race',
  phases: ['run', 'rest'],
  main_phase: 'run',
  series: [
    {name: 'lap', title: 'Lap', from: 'alice', phase: 'run', max: 10, chance: 9},
    {name: 'pulse', title: 'Pulse', from: 'bob', phase: 'run', max: 10, chance: 5},
  ],
  goal: {name: 'record', window: 3, bounds: [{series: 'lap', at_most: 2}]},
};

/** @param {string[]} names @param {Record<string, any>[]} rows each {first, step, t, NAME: [min, mean, max, count]} */
export function historyOf(names, rows) {
  const parts = ['min', 'mean', 'max', 'count'];
  return {
    session: 'live',
    first: rows[0]?.first ?? null,
    last: rows.at(-1)?.step ?? null,
    bits: 16,
    columns: ['first', 'step', 't', ...names.flatMap((name) => parts.map((part) => `${name}_${part}`))],
    rows: rows.map((row) => [row.first, row.step, row.t, ...names.flatMap((name) => row[name] ?? [null, null, null, 0])]),
  };
}

/** One step's bucket. */
export const at = (step, series, t = step / 10) => ({first: step, step, t, series});
/** A single value. */
export const one = (value) => [value, value, value, 1];
