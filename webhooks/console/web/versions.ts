/** Two people change the same form: what the other one saved is taken over, what one has typed stays. */
import { ApiError, type Versioned } from './api';

/** What the desk has now instead of what was being changed; null for any other error. */
export function newerOf<T>(error: unknown): Versioned<T> | null {
  if (!(error instanceof ApiError) || error.status !== 412 || error.problem.current === undefined) return null;
  return { value: error.problem.current as T, version: error.version };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The members in which the second differs. Pure. */
export function differing<T extends object>(before: T, after: T): (keyof T)[] {
  return (Object.keys(after) as (keyof T)[]).filter((name) => !same(before[name], after[name]));
}

/** Whatever I have not touched becomes as they have it. Pure. */
export function merged<T extends object>(before: T, mine: T, theirs: T): T {
  const touched = new Set(differing(before, mine));
  const out = { ...theirs };
  for (const name of touched) out[name] = mine[name];
  return out;
}
