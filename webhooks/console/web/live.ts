/** Live updates: what the desk says has changed is read anew, a moment later and once for many changes. */
import { effect, signal } from '@preact/signals';
import { t } from './i18n';
import { alertPerson } from './alerts';
import { hearColleagues } from './presence';
import { go, route } from './router';
import { readList, rows } from './queue';
import { door, readDesk, readTicket, stillReached, ticket } from './store';
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
const listSoon = soon(() => void readList(), gather);
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

/** Also of the open ticket, when nobody looks at the page. */
function alertMessage(news: News): void {
  const known = rows.value?.find((one) => one.code === news.ticket);
  const code = news.ticket ?? '';
  alertPerson(
    code ? t('toast.message', { code }) : t('toast.messageNoTicket'),
    known ? known.customer.company || known.customer.name : '',
    code || 'message',
    () => code && go({ page: 'ticket', code }),
  );
}

function tell(kind: string, news: News): void {
  if (kind === 'ticket_opened' && news.ticket) {
    const code = news.ticket;
    const open = (): void => go({ page: 'ticket', code });
    toast({ text: t('toast.opened', { code }), tone: 'news', open });
    alertPerson(t('toast.opened', { code }), '', code, open);
  }
  if (kind === 'message_arrived') alertMessage(news);
  if (kind === 'message_arrived' && news.ticket && !concernsOpenTicket(news)) {
    const code = news.ticket;
    const known = rows.value?.find((one) => one.code === code);
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
  'presence_changed',
  'outbox_changed',
  'desk_changed',
];

function hear(kind: string, news: News): void {
  if (kind === 'presence_changed') {
    if (concernsOpenTicket(news)) hearColleagues();
    return;
  }
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
let poll: ReturnType<typeof setInterval> | undefined;
const pollEvery = 10_000;

/** Proxies that do not let streams through, a server that restarts: the page asks by itself until it is live again. */
function pollWhileCut(): void {
  poll ??= setInterval(() => {
    if (connected.value || door.value !== 'in') {
      clearInterval(poll);
      poll = undefined;
    } else if (!document.hidden) {
      readAll();
    }
  }, pollEvery);
}

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
    pollWhileCut();
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
