// What was newest at a moment of a recorded run.

/**
 * @template {{t: number}} T
 * @param {T[]|undefined} list by time
 * @param {number} t
 * @returns {T|null} the last that is not after `t`
 */
export const newestAt = (list, t) => list?.findLast((each) => each.t <= t) ?? null;
