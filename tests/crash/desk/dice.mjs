// Randomness that can be repeated: SPORTELLO_SEED gives the same choices again (the machine's timing stays its own).
import { randomInt } from 'node:crypto';

export const seed = Number(process.env.SPORTELLO_SEED ?? randomInt(2 ** 31));
let state = seed;

/** A number from 0 up to, not including, 1 (mulberry32). */
export function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** A whole number, both ends included. */
export const between = (low, high) => low + Math.floor(random() * (high - low + 1));
export const chance = (share) => random() < share;
