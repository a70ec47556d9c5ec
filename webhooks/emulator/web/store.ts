// A value that components can watch.
import { useEffect, useState } from 'preact/hooks';

export interface Store<T> {
  get(): T;
  set(value: T): void;
  change(how: (value: T) => T): void;
  watch(listener: () => void): () => void;
}

export function create<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  const store: Store<T> = {
    get: () => value,
    set(next) {
      if (next === value) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    change: (how) => store.set(how(value)),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return store;
}

/** Draws the component again whenever the store changes. */
export function use<T>(store: Store<T>): T {
  const [, again] = useState(0);
  useEffect(() => store.watch(() => again((n) => n + 1)), [store]);
  return store.get();
}
