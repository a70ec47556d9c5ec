/** What a list shows: its view, its filters, its words, and how the desk is asked for them. Pure. */

export const openViews = ['to_call', 'mine', 'unassigned', 'waiting', 'due_soon', 'overdue', 'open'] as const;
export const views = [...openViews, 'resolved', 'all'] as const;
export type View = (typeof views)[number];
export type Filter = {
  view: View;
  business: string;
  assignee: string;
  priority: string;
  status: string;
  flag: string;
  words: string;
};

export const noFilter: Filter = {
  view: 'open',
  business: '',
  assignee: '',
  priority: '',
  status: '',
  flag: '',
  words: '',
};

const narrowing = ['business', 'assignee', 'priority', 'status', 'flag'] as const;
export type Narrowing = (typeof narrowing)[number];

/** How many filters narrow the view. */
export const narrowedBy = (filter: Filter): number => narrowing.filter((name) => filter[name] !== '').length;
export const isFiltered = (filter: Filter): boolean => narrowedBy(filter) > 0 || filter.words.trim() !== '';

/** Where the list comes from: the queue in its order, the tickets newest first, or what words were found in. */
export type Source = 'queue' | 'tickets' | 'search';
export function sourceOf(filter: Filter): Source {
  if (filter.words.trim()) return 'search';
  return filter.view === 'resolved' || filter.view === 'all' ? 'tickets' : 'queue';
}

export function pathOfQueue(filter: Filter, limit: number): string {
  const query = new URLSearchParams({ view: filter.view === 'resolved' || filter.view === 'all' ? 'open' : filter.view });
  for (const name of narrowing) if (filter[name]) query.set(name, filter[name]);
  query.set('limit', String(limit));
  return `/queue?${query.toString()}`;
}

export function pathOfTickets(filter: Filter, cursor: string | null): string {
  const query = new URLSearchParams();
  if (filter.view === 'resolved') query.set('status', 'resolved');
  else if (filter.status) query.set('status', filter.status);
  if (filter.business) query.set('business', filter.business);
  if (filter.assignee) query.set('assignee', filter.assignee);
  if (cursor) query.set('cursor', cursor);
  return `/tickets?${query.toString()}`;
}

export function pathOfSearch(filter: Filter): string {
  const query = new URLSearchParams({ q: filter.words.trim() });
  if (filter.business) query.set('business', filter.business);
  return `/search?${query.toString()}`;
}

/** A filter as it is kept under a name, and back; what is not understood any more is left out. */
export const packed = (filter: Filter): string => JSON.stringify(filter);
export function unpacked(text: string): Filter {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return noFilter;
  }
  if (typeof value !== 'object' || value === null) return noFilter;
  const given = value as Record<string, unknown>;
  const known: Filter = { ...noFilter };
  for (const name of [...narrowing, 'words'] as const) {
    const one = given[name];
    if (typeof one === 'string') known[name] = one;
  }
  const view = views.find((one) => one === given['view']);
  return view ? { ...known, view } : known;
}
