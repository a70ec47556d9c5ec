/** The list: what is shown, how many there are in each view, the saved views. Read anew when the desk says so. */
import { batch, computed, signal } from '@preact/signals';
import { ApiError, get, post, type Ticket } from './api';
import {
  isFiltered,
  noFilter,
  packed,
  pathOfQueue,
  pathOfSearch,
  pathOfTickets,
  sourceOf,
  unpacked,
  type Filter,
} from './filter';
import { remember, remembered } from './memory';

export type Listed = Ticket & {
  to_call?: boolean;
  waiting_since?: string | null;
  waiting_minutes?: number | null;
  due?: string | null;
  minutes_left?: number | null;
  due_soon?: boolean;
  overdue?: boolean;
  found_in?: 'ticket' | 'message' | 'reply' | 'note';
  excerpt?: string;
};
export type Counts = Record<string, number>;
export type SavedView = { id: number; name: string; query: string };

const page = 100;
const mostAtOnce = 500;

export const filter = signal<Filter>(unpacked(remembered('filter') ?? packed(noFilter)));
export const rows = signal<Listed[] | null>(null);
export const counts = signal<Counts>({});
export const savedViews = signal<SavedView[]>([]);
/** When the rows were counted, by this computer's clock. */
export const countedAt = signal(0);
export const listFault = signal<unknown>(null);
/** The rest of the list: how many, or the cursor they begin at. */
const total = signal(0);
const next = signal<string | null>(null);

export const hasFilter = computed(() => isFiltered(filter.value));
export const hasMore = computed(() =>
  sourceOf(filter.value) === 'queue' ? (rows.value?.length ?? 0) < total.value : next.value !== null,
);

type QueuePage = { tickets: Listed[]; total: number; counts: Counts };
type TicketPage = { tickets: Listed[]; next: string | null };

/** Answers that come late must not overwrite those to a newer question. */
let question = 0;

async function readQueue(limit: number, mine: number): Promise<void> {
  const found = await get<QueuePage>(pathOfQueue(filter.value, limit));
  if (mine !== question) return;
  batch(() => {
    counts.value = found.counts;
    if (sourceOf(filter.value) !== 'queue') return;
    rows.value = found.tickets;
    total.value = found.total;
    countedAt.value = Date.now();
  });
}

async function readNewest(mine: number): Promise<void> {
  const found = await get<TicketPage>(pathOfTickets(filter.value, null));
  if (mine !== question) return;
  batch(() => {
    // What was paged in below stays, as long as it is older than the fresh page.
    const fresh = new Set(found.tickets.map((one) => one.code));
    const last = found.tickets.at(-1)?.created_at ?? '';
    const older = found.next ? (rows.value ?? []).filter((one) => !fresh.has(one.code) && one.created_at < last) : [];
    rows.value = [...found.tickets, ...older];
    if (!older.length) next.value = found.next;
  });
}

async function readFound(mine: number): Promise<void> {
  const found = await get<{ tickets: Listed[] }>(pathOfSearch(filter.value));
  if (mine !== question) return;
  batch(() => {
    rows.value = found.tickets;
    next.value = null;
  });
}

export async function readList(): Promise<void> {
  const mine = ++question;
  const source = sourceOf(filter.value);
  try {
    const loaded = Math.min(mostAtOnce, Math.max(page, rows.value?.length ?? 0));
    // The counts come with the queue, whatever is shown.
    await Promise.all([
      readQueue(source === 'queue' ? loaded : 1, mine),
      source === 'tickets' ? readNewest(mine) : source === 'search' ? readFound(mine) : undefined,
    ]);
    if (mine === question) listFault.value = null;
  } catch (error) {
    if (mine !== question) return;
    listFault.value = error;
  }
}

export async function readMore(): Promise<void> {
  const mine = question;
  const have = rows.value ?? [];
  if (sourceOf(filter.value) === 'queue') {
    const found = await get<QueuePage>(`${pathOfQueue(filter.value, page)}&offset=${have.length}`);
    if (mine !== question) return;
    const known = new Set(have.map((one) => one.code));
    rows.value = [...have, ...found.tickets.filter((one) => !known.has(one.code))];
    total.value = found.total;
    return;
  }
  const found = await get<TicketPage>(pathOfTickets(filter.value, next.value));
  if (mine !== question) return;
  batch(() => {
    const known = new Set(have.map((one) => one.code));
    rows.value = [...have, ...found.tickets.filter((one) => !known.has(one.code))];
    next.value = found.next;
  });
}

export function setFilter(change: Partial<Filter>): void {
  batch(() => {
    filter.value = { ...filter.value, ...change };
    rows.value = null;
    next.value = null;
    total.value = 0;
  });
  // Words are a question of the moment; the rest is how somebody works.
  remember('filter', packed({ ...filter.value, words: '' }));
  void readList();
}

export const clearFilter = (): void => setFilter({ ...noFilter, view: filter.value.view });

/** What is known of a ticket is shown in the list at once. */
export function refreshRow(code: string, known: Partial<Listed>): void {
  rows.value = rows.value?.map((one) => (one.code === code ? { ...one, ...known } : one)) ?? null;
}

export async function readViews(): Promise<void> {
  try {
    savedViews.value = (await get<{ views: SavedView[] }>('/views')).views;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

export async function saveView(name: string): Promise<void> {
  await post('/views', { name, query: packed(filter.value) });
  await readViews();
}

export async function removeView(id: number): Promise<void> {
  await post(`/views/${id}/remove`);
  await readViews();
}

export const openView = (view: SavedView): void => setFilter(unpacked(view.query));
