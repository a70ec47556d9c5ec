/** What the page knows: who is signed in, the desk, the list, the ticket that is open. Read anew when the desk says so. */
import { batch, computed, signal } from '@preact/signals';
import {
  ApiError,
  get,
  onSessionEnd,
  post,
  useCsrf,
  type Business,
  type Desk,
  type Me,
  type TicketDetails,
} from './api';
import { t } from './i18n';
import { expected } from './expected';
import { readList, readViews, refreshRow } from './queue';
import { readOperatorNames } from './operator_names';
import { sayRefusal } from './refusal';
import { route } from './router';
import { toast } from './toasts';

export type Door = 'checking' | 'in' | 'out' | 'choose' | 'away';

export const door = signal<Door>('checking');
export const me = signal<Me | null>(null);
export const desk = signal<Desk | null>(null);
export const businesses = signal<Business[]>([]);
export const ticket = signal<TicketDetails | null>(null);
export const ticketState = signal<'loading' | 'here' | 'missing' | 'failed'>('loading');
/** The desk's clock minus ours: the demo can move it. */
const clockLead = signal(0);
/** Ticks, so that "in 5 minutes" does not grow stale. */
const tick = signal(Date.now());

export const now = computed(() => new Date(tick.value + clockLead.value));
export const toCheck = computed(() => {
  const state = desk.value;
  return state ? state.outbox.uncertain + state.outbox.failed + state.callbacks + state.tasks + state.parked : 0;
});

/** The businesses of the desk, to choose one of. */
export const businessOptions = (): { value: string; title: string }[] =>
  businesses.value.map((one) => ({ value: one.id, title: one.name }));

export function zoneOf(business: string): string {
  return businesses.value.find((one) => one.id === business)?.zone ?? 'Europe/Rome';
}
export function businessName(id: string): string {
  return businesses.value.find((one) => one.id === id)?.name ?? id;
}

/** One sentence for a person about what went wrong. */
export function sayError(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.other', { detail: String(error) });
  const { status, detail } = error;
  const said = error.code && sayRefusal(error);
  if (said) return said;
  if (status === 0) return t('error.0');
  if (status === 401) return t('error.401');
  if (status === 403) return t('error.403');
  if (status === 404) return t('error.404');
  if (status === 409) return t('error.409', { detail });
  if (status === 503) return t('error.503');
  return t('error.other', { detail: detail || String(status) });
}

/** Opens the page for whoever is signed in, or says why not. */
export async function enter(): Promise<void> {
  try {
    const who = await get<Me>('/me');
    useCsrf(who.csrf);
    if (who.must_choose_password) {
      door.value = 'choose';
      return;
    }
    // The desk's clock comes first: pages choose their days by it.
    const [all] = await Promise.all([get<{ businesses: Business[] }>('/businesses'), readDesk()]);
    batch(() => {
      me.value = who;
      businesses.value = all.businesses;
      door.value = 'in';
    });
    await Promise.all([readList(), readViews(), readOperatorNames()]);
  } catch (error) {
    door.value = error instanceof ApiError && error.status === 401 ? 'out' : 'away';
  }
}

/** Who is signed in, and what they may do, as the desk says now. */
export async function readMe(): Promise<void> {
  const who = await get<Me>('/me');
  useCsrf(who.csrf);
  me.value = who;
}

export const may = (right: string): boolean => me.value?.rights.includes(right) ?? false;

/** Whether the desk answers; finds out by the way that the session is over. */
export async function stillReached(): Promise<boolean> {
  try {
    useCsrf((await get<Me>('/me')).csrf);
    return true;
  } catch (error) {
    return error instanceof ApiError && error.status !== 0 && error.status < 500;
  }
}

onSessionEnd(() => {
  if (door.value === 'in') door.value = 'out';
});

export async function readDesk(): Promise<void> {
  try {
    const state = await get<Desk>('/desk');
    batch(() => {
      desk.value = state;
      clockLead.value = Date.parse(state.now) - Date.now();
      tick.value = Date.now();
    });
  } catch {
    // What was known stays; the live updates tell when the desk is away.
  }
}

/** Reads the ticket that is open, if one is. */
export async function readTicket(): Promise<void> {
  const open = route.value;
  if (open.page !== 'ticket') return;
  try {
    const details = await get<TicketDetails>(`/tickets/${encodeURIComponent(open.code)}`);
    if (route.value === open) show(details);
  } catch (error) {
    if (route.value !== open) return;
    ticketState.value = error instanceof ApiError && error.status === 404 ? 'missing' : 'failed';
  }
}

function show(details: TicketDetails): void {
  batch(() => {
    ticket.value = details;
    ticketState.value = 'here';
    refreshRow(details.code, details);
  });
}

export function forgetTicket(): void {
  batch(() => {
    ticket.value = null;
    ticketState.value = 'loading';
  });
}

/**
 * Does something to a ticket and shows what became of it; what can be foreseen is shown at once, and taken back when the
 * desk refuses. Throws what went wrong.
 */
export async function act(code: string, verb: string, body: unknown, key: string): Promise<TicketDetails> {
  const before = ticket.value?.code === code ? ticket.value : null;
  const foreseen = before && expected(before, verb, body, me.value?.name ?? '', now.value);
  if (foreseen) show(foreseen);
  try {
    const details = await post<TicketDetails>(`/tickets/${encodeURIComponent(code)}/${verb}`, body, key);
    if (ticket.value?.code === code) show(details);
    return details;
  } catch (error) {
    // Something newer may have been read meanwhile: that is the truth already.
    if (foreseen && ticket.value === foreseen) show(before);
    if (foreseen) void readTicket();
    throw error;
  }
}

export async function markRead(code: string): Promise<void> {
  try {
    await post(`/tickets/${encodeURIComponent(code)}/read`);
    refreshRow(code, { unread: 0 });
  } catch {
    // Nobody asked for it; the mark stays and is tried again with the next message.
  }
}

/** Leaves what the customer wrote to be read later. Throws what went wrong. */
export async function markUnread(code: string): Promise<void> {
  await post(`/tickets/${encodeURIComponent(code)}/unread`);
  refreshRow(code, { unread: 1 });
}

export async function signOut(): Promise<void> {
  try {
    await post('/sign-out');
    door.value = 'out';
  } catch (error) {
    toast({ text: sayError(error), tone: 'bad' });
  }
}

export function keepTime(): void {
  setInterval(() => {
    tick.value = Date.now();
  }, 30_000);
}
