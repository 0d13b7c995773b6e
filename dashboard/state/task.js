// What a session's task says of its figures: which there are, their bounds and what chance gives.

/** @typedef {import('../net/messages.js').TaskInfo} Task */
/** @typedef {import('../net/messages.js').SeriesInfo} TaskSeries */
/** @typedef {import('../net/messages.js').BoundInfo} Bound */

/** Before the relay has said what a session is about. @type {Task} */
export const kNoTask = {name: '', phases: [], main_phase: '', frames: [], series: [], goal: {name: '', window: 1, bounds: []}, chat: true};

/** @param {Task} task @param {string} series @returns {Bound|undefined} */
export const boundOf = (task, series) => task.goal.bounds.find((bound) => bound.series === series);

/** @param {Task} task @param {string} name @returns {TaskSeries|undefined} */
export const seriesOf = (task, name) => task.series.find((each) => each.name === name);

/** The levels that a series is compared with. @param {TaskSeries} series */
export const marksOf = (series) => series.marks ?? [];

/** What the goal is about. @param {Task} task */
export const boundedSeries = (task) => task.series.filter((each) => boundOf(task, each.name));

/** What the task counts in: bits read wrong, or distances between numbers and estimates of them. @param {Task} task */
export const unitOf = (task) => (boundedSeries(task)[0] ?? task.series[0])?.unit ?? 'bits_wrong';

/** Whether what is told are estimates of numbers, not bits that are read or not. @param {Task} task */
export const isAboutDistances = (task) => unitOf(task) === 'distance';

/** Whether it can be drawn with the others: a chart has one unit. @param {Task} task @param {TaskSeries} series */
export const charted = (task, series) => (series.unit ?? 'bits_wrong') === unitOf(task);

/** The distances that have something to be compared with. @param {Task} task */
export const comparedSeries = (task) => task.series.filter((each) => each.unit === 'distance' && marksOf(each).length > 0);

/**
 * Whether its curve is drawn without being asked for: what the goal is about, and what the same parties measure besides,
 * such as Eve's linear reader; of distances, what the goal is about and what has something to be compared with.
 * @param {Task} task @param {TaskSeries} series
 */
export const drawnAtFirst = (task, series) =>
  isAboutDistances(task)
    ? charted(task, series) && (boundOf(task, series.name) !== undefined || marksOf(series).length > 0)
    : boundedSeries(task).some(({from}) => from === series.from);

/** What is measured besides, shown when asked for. @param {Task} task */
export const otherSeries = (task) => task.series.filter((each) => charted(task, each) && !drawnAtFirst(task, each));

/** @param {Bound} bound @param {number} value */
export const within = (bound, value) => !(value > (bound.at_most ?? Infinity)) && !(value < (bound.at_least ?? -Infinity));

/** Whether the goal is that Bob reads and Eve does not, whatever else it asks for. @param {Task} task */
export const isAboutEve = (task) => !isAboutDistances(task) && boundOf(task, 'bob')?.at_most !== undefined && boundOf(task, 'eve')?.at_least !== undefined;

/** Whether all means are within the goal's bounds. @param {Task} task @param {Record<string, number>} means */
export const boundsHold = (task, means) =>
  task.goal.bounds.length > 0 &&
  task.goal.bounds.every((bound) => means[bound.series] !== undefined && within(bound, means[bound.series]));

/** The series' line that tossing coins would give: of the one that must not fall below its bound. @param {Task} task */
export function chanceLine(task) {
  const kept = task.goal.bounds.find((bound) => bound.at_least !== undefined);
  return (kept ? seriesOf(task, kept.series) : task.series[0])?.chance ?? null;
}

/** The highest value that any series can take. @param {Task} task @param {number} otherwise */
export const highest = (task, otherwise) => Math.max(0, ...task.series.map((each) => each.max)) || otherwise;

/**
 * Whose distance it is, and from what: of a title such as "Bob on D".
 * @param {TaskSeries} series
 */
export function whoOnWhat({title}) {
  const at = title.indexOf(' on ');
  return at < 0 ? {who: title, what: ''} : {who: title.slice(0, at), what: title.slice(at + ' on '.length)};
}

/** Where a chart of distances ends: a little beyond what knowing nothing gives. @param {Task} task */
export function topOfDistances(task) {
  const drawn = task.series.filter((each) => charted(task, each));
  return 1.1 * Math.max(0, ...drawn.flatMap((each) => [each.chance, ...marksOf(each).map(({value}) => value)]));
}

/**
 * Which of the frames that everybody hears has so many numbers in a row, in words.
 * @param {Task} task @param {number} columns
 */
export function heardFrame(task, columns) {
  const heard = (task.frames ?? []).filter(({name}) => name !== 'feedback');
  // Of a message's ciphertext, and of tasks that do not say, it is the ciphertext.
  const frame = heard.find((each) => each.name === 'ciphertext' && each.columns === columns) ?? heard.find((each) => each.columns === columns);
  return (frame?.name ?? 'ciphertext').replaceAll('_', ' ');
}
