/** Live updates: what the desk says has changed is read anew, a moment later and once for many changes. */
import { effect, signal } from '@preact/signals';
import { t } from './i18n';
import { go, route } from './router';
import { door, readDesk, readTicket, readTickets, stillReached, ticket, tickets } from './store';
import { toast } from './toasts';

export const connected = signal(true);

type News = { ticket?: string; conversation?: number };

/** Runs `work` soon, once for all the calls until then. */
export function soon(work: () => void, wait: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, wait);
  };
}

const gather = 150;
const listSoon = soon(() => void readTickets(), gather);
const ticketSoon = soon(() => void readTicket(), gather);
const deskSoon = soon(() => void readDesk(), gather);

function readNews(event: MessageEvent): News {
  try {
    return JSON.parse(event.data as string) as News;
  } catch {
    return {};
  }
}

/** The open ticket shows the whole conversation, so another ticket of the same person concerns it too. */
function concernsOpenTicket(news: News): boolean {
  const open = route.value;
  return open.page === 'ticket' && (!news.ticket || news.ticket === open.code || ticket.value?.code !== open.code);
}

function tell(kind: string, news: News): void {
  if (kind === 'ticket_opened' && news.ticket) {
    const code = news.ticket;
    toast({ text: t('toast.opened', { code }), tone: 'news', open: () => go({ page: 'ticket', code }) });
  }
  if (kind === 'message_arrived' && news.ticket && !concernsOpenTicket(news)) {
    const code = news.ticket;
    const known = tickets.value?.find((one) => one.code === code);
    toast({
      text: t('toast.message', { code }),
      ...(known ? { detail: known.customer.company || known.customer.name } : {}),
      tone: 'news',
      open: () => go({ page: 'ticket', code }),
    });
  }
}

const kinds = [
  'ticket_opened',
  'ticket_changed',
  'message_arrived',
  'message_changed',
  'attachment_stored',
  'outbox_changed',
  'desk_changed',
];

function hear(kind: string, news: News): void {
  tell(kind, news);
  if (kind === 'outbox_changed' || kind === 'desk_changed') deskSoon();
  if (kind === 'message_changed' || kind === 'ticket_changed') deskSoon();
  if (kind.startsWith('ticket_') || kind === 'message_arrived') listSoon();
  if (kind !== 'desk_changed' && concernsOpenTicket(news)) ticketSoon();
}

function readAll(): void {
  listSoon();
  ticketSoon();
  deskSoon();
}

let source: EventSource | undefined;

function open(): void {
  source?.close();
  // The browser comes back by itself and says what it saw last.
  const stream = (source = new EventSource('/api/v1/events'));
  stream.addEventListener('hello', () => {
    connected.value = true;
  });
  stream.addEventListener('reset', readAll);
  for (const kind of kinds) stream.addEventListener(kind, (event) => hear(kind, readNews(event as MessageEvent)));
  stream.addEventListener('error', () => {
    connected.value = false;
    // Refused for good, by a session that is over or a server that is full: ask who we are, then start again.
    if (stream.readyState === EventSource.CLOSED) setTimeout(again, 5_000);
  });
}

async function again(): Promise<void> {
  if (door.value !== 'in') return;
  if (await stillReached()) {
    open();
    readAll();
  } else {
    setTimeout(() => void again(), 5_000);
  }
}

/** Listens while somebody is signed in. */
export function stayLive(): void {
  effect(() => {
    const signedIn = door.value === 'in';
    if (signedIn && !source) open();
    if (!signedIn && source) {
      source.close();
      source = undefined;
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && door.value === 'in') readAll();
  });
}
