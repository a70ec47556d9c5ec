/** The two languages of the console: which one is on, and its sentences. */
import { signal } from '@preact/signals';
import type { Localized } from './api';
import { fill, type Params } from './fill';
import { remembered, remember } from './memory';
import { en } from './texts_en';
import { it } from './texts_it';

export type Language = 'it' | 'en';
export type Key = keyof typeof it;
export type { Params } from './fill';

/** Italian unless the person chose, or their browser asks for something else. */
export function firstLanguage(chosen: string | null, asked: readonly string[]): Language {
  if (chosen === 'it' || chosen === 'en') return chosen;
  const [first] = asked;
  return !first || first.toLowerCase().startsWith('it') ? 'it' : 'en';
}

export const language = signal<Language>(firstLanguage(remembered('language'), globalThis.navigator?.languages ?? []));

export function setLanguage(chosen: Language): void {
  language.value = chosen;
  remember('language', chosen);
}

/** The sentence in the language that is on. */
export function t(key: Key, params: Params = {}): string {
  return fill((language.value === 'it' ? it : en)[key], params);
}

/** The sentence of a key that is made at run time; the fallback when there is none. */
export function tOr(key: string, fallback: string, params: Params = {}): string {
  return key in it ? t(key as Key, params) : fallback;
}

export const say = (text: Localized): string => (language.value === 'it' ? text.it : text.en);
