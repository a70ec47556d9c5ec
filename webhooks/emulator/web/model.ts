// What the phone knows: loaded once, kept up to date by the server's events.
import { create } from './store';

export interface BusinessNumber {
  id: string;
  display: string;
  name: string;
  about: string;
  colour: string;
}
export interface Customer {
  id: string;
  name: string;
  phone: string;
  username: string;
  hides_phone: boolean;
  online: boolean;
}
export type Ticks = 'accepted' | 'sent' | 'delivered' | 'read' | 'played' | 'failed';
export interface Message {
  id: string;
  from: 'business' | 'customer';
  at: number;
  type: string;
  content: any;
  ticks: Ticks;
  shown?: { header?: string; body: string; footer?: string; buttons: { type: string; text: string; url?: string }[] };
  quotes?: string;
  forwarded?: boolean;
  edited?: boolean;
  revoked?: boolean;
  answered?: boolean;
  customer_reaction?: string;
  business_reaction?: string;
  failure?: { code: number; title: string; details: string };
}
export interface Thread {
  unread: number;
  count: number;
  phone_known: boolean;
  window_until?: number;
  last?: Message;
}
export interface Policy {
  delivered_after_ms: number | null;
  read_after_ms: number | null;
  statuses: boolean;
  paused: boolean;
  copies: number;
  delay_ms: number;
  disorder_ms: number;
  coexistence: boolean;
}
export interface Fault {
  kind: string;
  code: number;
  accepted: boolean;
  times: number;
}
export interface Clock {
  /** Emulated time minus the browser's, in milliseconds. */
  ahead: number;
}
/** What a chat says of the business's hours now. */
export interface Hours {
  it: string;
  en: string;
}
export interface Typing {
  number: string;
  customer: string;
  until: number;
}
export interface Chat {
  number: string;
  customer: string;
}
export interface Quoting {
  message: Message;
  how: 'reply' | 'edit';
}

export const numbers = create<BusinessNumber[]>([]);
export const customers = create<Customer[]>([]);
export const threads = create<Record<string, Thread>>({});
export const messages = create<Record<string, Message[]>>({});
export const policy = create<Policy | null>(null);
export const faults = create<Fault[]>([]);
export const clock = create<Clock>({ ahead: 0 });
export const hours = create<Record<string, Hours>>({});
export const clockMoves = create(false);
export const typing = create<Typing | null>(null);
export const onTheWay = create(0);
export const connected = create(true);
export const notice = create('');

/** Whose phone it is, and the chat on its screen; no number: the list of chats. */
export const customer = create('');
export const open = create('');
export const quoting = create<Quoting | null>(null);

export const key = (number: string, who: string): string => `${number}/${who}`;
export const now = (): number => Date.now() + clock.get().ahead;

async function answer(reply: Response): Promise<any> {
  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Error(body.detail || body.title || `HTTP ${reply.status}`);
  return body;
}

export const get = async (path: string): Promise<any> => answer(await fetch(`/emulator/api/${path}`));

export const post = async (path: string, body: unknown, keepalive = false): Promise<any> =>
  answer(
    await fetch(`/emulator/api/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      keepalive,
    }),
  );

export const clearFaults = async (): Promise<any> =>
  answer(await fetch('/emulator/api/faults', { method: 'DELETE' }));

/** The id of the uploaded bytes. */
export async function upload(bytes: Blob, filename: string): Promise<string> {
  const where = `number=${encodeURIComponent(open.get())}&filename=${encodeURIComponent(filename)}`;
  const reply = await fetch(`/emulator/api/media?${where}`, {
    method: 'POST',
    headers: { 'Content-Type': bytes.type || 'application/octet-stream' },
    body: bytes,
  });
  return (await answer(reply)).id;
}

/** Does something and tells the person when it fails. */
export async function attempt(what: () => Promise<unknown>): Promise<boolean> {
  try {
    await what();
    return true;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return false;
  }
}

let noticeTimer = 0;
export function tell(text: string): void {
  notice.set(text);
  clearTimeout(noticeTimer);
  noticeTimer = window.setTimeout(() => notice.set(''), 5000);
}

/** Something the customer does in the open chat. */
export const act = (deed: Record<string, unknown>): Promise<boolean> =>
  attempt(() => post('messages', { number: open.get(), customer: customer.get(), ...deed }));

function keepClock(view: { now: number }): void {
  clock.set({ ahead: view.now - Date.now() });
}

/** What is on this phone's screen: the business's messages only once they were delivered. */
export const visible = (message: Message): boolean =>
  message.from === 'customer' || message.ticks === 'failed' || (message.ticks !== 'accepted' && message.ticks !== 'sent');

const merged = (list: Message[], message: Message): Message[] => {
  const at = list.findIndex((one) => one.id === message.id);
  return at < 0 ? [...list, message] : list.map((one, i) => (i === at ? message : one));
};

/** Messages that came while their chat was still being loaded; newer than what the load brings. */
let early: Record<string, Message[]> = {};

function keepMessage(number: string, who: string, message: Message): void {
  const chat = key(number, who);
  if (messages.get()[chat]) messages.change((all) => ({ ...all, [chat]: merged(all[chat] ?? [], message) }));
  else early[chat] = merged(early[chat] ?? [], message);
  threads.change((all) => {
    const thread = all[chat];
    const last = thread?.last;
    const newer = last && (last.id === message.id || (message.at >= last.at && message.ticks !== 'failed' && visible(message)));
    return thread && newer ? { ...all, [chat]: { ...thread, last: message } } : all;
  });
  const shown = typing.get();
  const arrived = message.from === 'business' && message.ticks !== 'accepted' && message.ticks !== 'sent';
  if (arrived && shown?.number === number && shown.customer === who) typing.set(null);
}

export async function loadThread(): Promise<void> {
  const chat = { number: open.get(), customer: customer.get() };
  const name = key(chat.number, chat.customer);
  if (!chat.number || !chat.customer || messages.get()[name]) return;
  const view = await get(`threads/${chat.number}/${chat.customer}`);
  messages.change((all) => ({ ...all, [name]: (early[name] ?? []).reduce(merged, view.messages as Message[]) }));
  delete early[name];
}

async function loadHours(): Promise<void> {
  hours.set((await get('hours')).hours);
}

async function loadState(): Promise<void> {
  const state = await get('state');
  numbers.set(state.numbers);
  customers.set(state.customers);
  const found: Record<string, Thread> = {};
  for (const one of state.threads) found[key(one.number, one.customer)] = one.thread;
  threads.set(found);
  policy.set(state.policy);
  faults.set(state.faults);
  clockMoves.set(state.clock_moves);
  onTheWay.set(state.on_the_way);
  keepClock(state.clock);
  if (!customer.get()) customer.set(state.customers[0]?.id ?? '');
  messages.set({});
  early = {};
  await Promise.all([loadThread(), loadHours()]);
}

let looked: Chat | null = null;
/** Tells the server which chat is on the screen: what arrives there is read. */
export function look(): void {
  const chat = { number: open.get(), customer: customer.get() };
  const seen = document.visibilityState === 'visible' && chat.number !== '' && chat.customer !== '';
  if (looked && (!seen || looked.number !== chat.number || looked.customer !== chat.customer)) {
    const left = looked;
    looked = null;
    void post(`threads/${left.number}/${left.customer}/look`, { open: false }, true).catch(() => undefined);
  }
  if (seen && !looked) {
    looked = chat;
    void post(`threads/${chat.number}/${chat.customer}/look`, { open: true }).catch(() => undefined);
  }
}

export function show(number: string, who = customer.get()): void {
  quoting.set(null);
  customer.set(who);
  open.set(number);
  look();
  void attempt(loadThread);
}

/** Meta's typing indicator ends after 25 seconds. */
const typingTime = 25_000;

export function connect(): void {
  const events = new EventSource('/emulator/api/events');
  const on = (name: string, take: (data: any) => void): void =>
    events.addEventListener(name, (event) => take(JSON.parse((event as MessageEvent<string>).data)));
  on('hello', () => {
    connected.set(true);
    looked = null;
    void attempt(loadState).then(look);
  });
  on('message', (data) => keepMessage(data.number, data.customer, data.message));
  on('thread', (data) => threads.change((all) => ({ ...all, [key(data.number, data.customer)]: data.thread })));
  on('typing', (data) => {
    const mine: Typing = { number: data.number, customer: data.customer, until: Date.now() + typingTime };
    typing.set(mine);
    window.setTimeout(() => {
      if (typing.get() === mine) typing.set(null);
    }, typingTime);
  });
  on('customers', (data) => customers.set(data.customers));
  on('policy', (data) => {
    policy.set(data.policy);
    faults.set(data.faults);
  });
  on('clock', (view) => {
    keepClock(view);
    void attempt(loadHours);
  });
  // A desk opens and closes on a full minute; a miss is made good by the next.
  let minute = Math.floor(now() / 60_000);
  window.setInterval(() => {
    const present = Math.floor(now() / 60_000);
    if (present === minute || document.visibilityState !== 'visible') return;
    minute = present;
    void loadHours().catch(() => undefined);
  }, 1000);
  on('network', (data) => onTheWay.set(data.on_the_way));
  events.onerror = () => connected.set(false);
  document.addEventListener('visibilitychange', look);
  window.addEventListener('pagehide', () => {
    if (looked) void post(`threads/${looked.number}/${looked.customer}/look`, { open: false }, true);
  });
}
