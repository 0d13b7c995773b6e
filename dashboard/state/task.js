// What a session's task says of its figures: which there are, their bounds and what chance gives.

/** @typedef {import('../net/messages.js').TaskInfo} Task */
/** @typedef {import('../net/messages.js').SeriesInfo} TaskSeries */
/** @typedef {import('../net/messages.js').BoundInfo} Bound */

/** Before the relay has said what a session is about. @type {Task} */
export const kNoTask = {name: '', phases: [], main_phase: '', frames: [], series: [], goal: {name: '', window: 1, bounds: []}};

/** @param {Task} task @param {string} series @returns {Bound|undefined} */
export const boundOf = (task, series) => task.goal.bounds.find((bound) => bound.series === series);

/** @param {Task} task @param {string} name @returns {TaskSeries|undefined} */
export const seriesOf = (task, name) => task.series.find((each) => each.name === name);

/** What the goal is about. @param {Task} task */
export const boundedSeries = (task) => task.series.filter((each) => boundOf(task, each.name));

/**
 * Whether its curve is drawn without being asked for: what the goal is about, and what the same parties measure besides,
 * such as Eve's linear reader.
 * @param {Task} task @param {TaskSeries} series
 */
export const drawnAtFirst = (task, series) => boundedSeries(task).some(({from}) => from === series.from);

/** What is measured besides, shown when asked for. @param {Task} task */
export const otherSeries = (task) => task.series.filter((each) => !drawnAtFirst(task, each));

/** @param {Bound} bound @param {number} value */
export const within = (bound, value) => !(value > (bound.at_most ?? Infinity)) && !(value < (bound.at_least ?? -Infinity));

/** Whether the goal is that Bob reads and Eve does not, whatever else it asks for. @param {Task} task */
export const isAboutEve = (task) => boundOf(task, 'bob')?.at_most !== undefined && boundOf(task, 'eve')?.at_least !== undefined;

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
