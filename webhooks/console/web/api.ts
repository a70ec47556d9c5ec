/** What the API answers (openapi.json is the authority), and how it is asked. */

export type Status =
  'registered' | 'taken' | 'waiting_customer' | 'second_level' | 'planned' | 'quoted' | 'resolved' | 'closed';
export type SendState = 'queued' | 'in_flight' | 'uncertain' | 'sent' | 'delivered' | 'read' | 'failed';
export type Localized = { it: string; en: string };

export type Customer = {
  id: number;
  name: string;
  company: string;
  phone: string | null;
  whatsapp: string | null;
  bsuid: string | null;
  username: string | null;
  profile_name: string | null;
  email: string | null;
  email_enabled?: boolean;
  reachable: string | null;
  language: string | null;
  known: boolean;
  opted_out: boolean;
  plan: string | null;
  plan_to: string | null;
};

export type Ticket = {
  code: string;
  business: string;
  status: Status;
  priority: number;
  summary: string;
  flags: string[];
  assignee: string | null;
  customer: Customer;
  unread: number;
  created_at: string;
  updated_at: string;
  reopen_until: string | null;
};

export type Attachment = {
  id: number;
  kind: 'image' | 'voice' | 'audio' | 'video' | 'document' | 'sticker';
  mime: string;
  size: number;
  name: string;
  state: 'waiting' | 'stored' | 'failed';
  error: string | null;
  url: string | null;
  thumbnail_url: string | null;
};

export type Message = {
  id: number;
  direction: 'in' | 'out';
  at: string;
  kind: string;
  text: string;
  wamid: string | null;
  quotes: string | null;
  choices: string[];
  link: { label: string; url: string } | null;
  template: string | null;
  location: { latitude: number; longitude: number; name: string; address: string } | null;
  attachment: Attachment | null;
  of_this_ticket: boolean;
  author?: string;
  state?: SendState;
  error?: string | null;
  error_code?: number | null;
  unanswered_because?: string | null;
};

export type TicketEvent = {
  id: number;
  at: string;
  who: string;
  what: string;
  /** The merged ticket it was written on; null: the ticket itself. */
  ticket: string | null;
  data: Record<string, unknown>;
};
export type FormAnswer = {
  id: string;
  label: Localized;
  value: string | string[];
  shown: string;
  note: string | null;
  unsure: boolean;
  source: 'asked' | 'known' | 'volunteered';
};

export type Proposal = {
  id: number;
  kind: 'quote' | 'appointment';
  state: 'open' | 'accepted' | 'refused' | 'expired' | 'withdrawn';
  text: string;
  cents: number | null;
  start: string | null;
  end: string | null;
  expires_at: string | null;
  answered_at: string | null;
  answer: string | null;
};

export type TicketDetails = Ticket & {
  form: FormAnswer[];
  events: TicketEvent[];
  messages: Message[];
  attachments: Attachment[];
  proposals: Proposal[];
  previous: string | null;
  merged_into: string | null;
  merged: { code: string; summary: string }[];
  window: { open: boolean; until: string | null };
  actions: string[];
  answered_by: string;
  bot_answers: boolean;
  history: { code: string; status: Status; summary: string; created_at: string }[];
  survey: { url: string; score: number | null; comment: string | null } | null;
  way?: 'none' | 'whatsapp' | 'template' | 'mail' | 'call';
  opened?: string;
};

export type Cost = {
  preview: boolean;
  computations: { id: string; explanation: { it: string[]; en: string[] } }[];
};

export type Service = {
  id: string;
  name: Localized;
  open: boolean;
  until: string | null;
  next_opening: string | null;
  reason: string;
  exception: Localized | null;
};
export type Desk = {
  now: string;
  businesses: { id: string; name: string; zone: string; services: Service[] }[];
  channel: { up: boolean; problem: Localized | null; remedy: Localized | null };
  outbox: { queued: number; in_flight: number; uncertain: number; failed: number };
  callbacks: number;
  tasks: number;
  parked: number;
};
export type Business = {
  id: string;
  name: string;
  zone: string;
  plans: { id: string; name: Localized }[];
  second_level_groups: string[];
  reopen_hours: number;
};
export type Me = {
  kind: 'operator' | 'api_token';
  name: string;
  email: string | null;
  role: string | null;
  rights: string[];
  has_password: boolean;
  second_factor: boolean;
  must_choose_password: boolean;
  csrf: string | null;
};
export type Operator = { name: string; role: string };
export type OutboxMessage = {
  id: number;
  state: SendState;
  to: string | null;
  text: string;
  author: string;
  ticket: string | null;
  error: string | null;
  error_code: number | null;
  created_at: string;
};
export type Callback = {
  id: number;
  since: string;
  why: 'unreachable' | 'asked' | 'urgent';
  text: string;
  ticket: string | null;
  customer: Customer;
};
export type ParkedEvent = {
  id: number;
  kind: string;
  number: string;
  received_at: string;
  error: string;
  raw: unknown;
};

/** problem+json. `detail` is English; `code` and `params` say the same to whoever says it in another language. */
export type Problem = {
  title?: string;
  detail?: string;
  code?: string;
  params?: Record<string, string>;
  /** Of a 412: how it is now. */
  current?: unknown;
};

/** Why a request came to nothing. `status` 0: the desk was not reached. */
export class ApiError extends Error {
  readonly detail: string;
  readonly code: string;
  readonly params: Record<string, string>;

  constructor(
    readonly status: number,
    readonly problem: Problem = {},
    /** The ETag of a 412's `current`. */
    readonly version = '',
  ) {
    const detail = problem.detail ?? problem.title ?? '';
    super(detail || String(status));
    this.detail = detail;
    this.code = problem.code ?? '';
    this.params = problem.params ?? {};
  }
}

let csrf = '';
export function useCsrf(token: string | null): void {
  csrf = token ?? '';
}

/** What was read or written, under the ETag that a change of it names. */
export type Versioned<T> = { value: T; version: string };

type Asking = { body?: unknown; key?: string | undefined; version?: string };

async function ask<T>(method: 'GET' | 'POST', path: string, { body, key, version }: Asking = {}): Promise<Versioned<T>> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method === 'POST') {
    headers['Content-Type'] = 'application/json';
    headers['X-CSRF-Token'] = csrf;
    if (key) headers['Idempotency-Key'] = key;
    if (version) headers['If-Match'] = version;
  }
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError(0);
  }
  if (response.status === 204) return { value: undefined as T, version: '' };
  const value: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusal(response, value);
  return { value: value as T, version: response.headers.get('ETag') ?? '' };
}

let whenSessionEnds: () => void = () => undefined;
/** Who is told that the desk knows this session no more, whatever was asked of it. */
export function onSessionEnd(tell: () => void): void {
  whenSessionEnds = tell;
}

function refusal({ status, headers }: Response, problem: unknown): ApiError {
  if (status === 401) whenSessionEnds();
  return new ApiError(status, typeof problem === 'object' && problem !== null ? problem : {}, headers.get('ETag') ?? '');
}

export const get = async <T>(path: string): Promise<T> => (await ask<T>('GET', path)).value;
export const post = async <T = void>(path: string, body: unknown = {}, key?: string): Promise<T> =>
  (await ask<T>('POST', path, { body, key })).value;
export const getVersion = <T>(path: string): Promise<Versioned<T>> => ask<T>('GET', path);
/** A change to that version; an ApiError with status 412 tells the newer one. */
export const postVersion = <T>(path: string, body: unknown, version: string): Promise<Versioned<T>> =>
  ask<T>('POST', path, { body, version });

/** Sends a file as it is. */
export async function upload<T>(path: string, file: Blob): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/octet-stream', 'X-CSRF-Token': csrf },
      credentials: 'same-origin',
      body: file,
    });
  } catch {
    throw new ApiError(0);
  }
  const value: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusal(response, value);
  return value as T;
}

/** A key under which an action is carried out once, however often it is sent. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
