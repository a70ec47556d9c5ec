/** Unsent texts by ticket and kind. They survive a look elsewhere, a reload, and a session that ends in mid-sentence. */
import { signal } from '@preact/signals';
import { remember, remembered } from './memory';

type Drafts = Record<string, string>;
const most = 40;

function kept(): Drafts {
  try {
    const value: unknown = JSON.parse(remembered('drafts') ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((one): one is [string, string] => typeof one[1] === 'string'));
  } catch {
    return {};
  }
}

export const drafts = signal<Drafts>(kept());

/** The drafts with one changed: an empty one is gone, the oldest make room. Pure. */
export function withDraft(all: Drafts, name: string, text: string): Drafts {
  const others = Object.entries(all).filter(([other]) => other !== name);
  return Object.fromEntries(text ? [...others.slice(-(most - 1)), [name, text]] : others);
}

export function keepDraft(name: string, text: string): void {
  drafts.value = withDraft(drafts.value, name, text);
  remember('drafts', JSON.stringify(drafts.value));
}

export const hasDraft = (code: string): boolean => Boolean(drafts.value[`${code}/reply`] || drafts.value[`${code}/note`]);
