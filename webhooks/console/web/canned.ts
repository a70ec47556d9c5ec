/** Canned answers: texts with placeholders in braces that are filled when one is taken. */
import { signal } from '@preact/signals';
import { get, post, type TicketDetails } from './api';

export type Canned = { id: number; business: string | null; title: string; text: string; author: string };

export const canned = signal<Canned[] | null>(null);

export async function readCanned(): Promise<void> {
  canned.value = (await get<{ answers: Canned[] }>('/canned-answers')).answers;
}

export const saveCanned = (id: number, answer: { business: string | null; title: string; text: string }): Promise<void> =>
  post(id ? `/canned-answers/${id}` : '/canned-answers', answer);
export const removeCanned = (id: number): Promise<void> => post(`/canned-answers/${id}/remove`);

/** What a text may ask for. */
export const placeholders = ['name', 'company', 'code', 'operator', 'business'] as const;
export type Filling = Record<(typeof placeholders)[number], string>;

export function fillingOf(details: TicketDetails, operator: string, business: string): Filling {
  const { name, company } = details.customer;
  return { name: name || company, company: company || name, code: details.code, operator, business };
}

/** Fills what is known; an unknown placeholder stays, so that it is seen before it is sent. Pure. */
export function filled(text: string, filling: Filling): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in filling ? filling[name as keyof Filling] : whole));
}

/** Those for this business whose title or text has the words. Pure. */
export function matching(all: Canned[], business: string, words: string): Canned[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) => {
    const text = `${one.title} ${one.text}`.toLowerCase();
    return (one.business === null || one.business === business) && wanted.every((word) => text.includes(word));
  });
}

/** The text with `piece` put where the cursor stands, and the cursor's new place. Pure. */
export function inserted(text: string, from: number, to: number, piece: string): { text: string; at: number } {
  const gap = from > 0 && !/\s$/.test(text.slice(0, from)) ? ' ' : '';
  return { text: text.slice(0, from) + gap + piece + text.slice(to), at: from + gap.length + piece.length };
}
