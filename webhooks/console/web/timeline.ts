/** The conversation as it is read: messages, notes and turns of the ticket, cut into days. Pure. */
import type { Message, TicketDetails, TicketEvent } from './api';
import { dayOf } from './time';

export type Entry =
  | { kind: 'day'; key: string; at: string }
  /** `follows`: the line above is the same author's, of just before. */
  | { kind: 'message'; key: string; at: string; message: Message; follows: boolean }
  | { kind: 'note'; key: string; at: string; event: TicketEvent }
  | { kind: 'turn'; key: string; at: string; event: TicketEvent };

/** Turns of the ticket that are worth a line between the messages; the log has them all. */
const turns = new Set([
  'opened',
  'taken',
  'assigned',
  'escalated',
  'planned',
  'quoted',
  'resolved',
  'merged',
  'absorbed',
  'split',
  'reopened',
  'closed',
  'call',
  'called',
  'to_call',
]);

function entryOf(event: TicketEvent): Entry | null {
  if (event.what === 'note') return { kind: 'note', key: `e${event.id}`, at: event.at, event };
  return turns.has(event.what) ? { kind: 'turn', key: `e${event.id}`, at: event.at, event } : null;
}

export function timeline(details: Pick<TicketDetails, 'messages' | 'events'>, zone: string): Entry[] {
  const entries: Entry[] = details.messages.map((message) => ({
    kind: 'message',
    key: `${message.direction}${message.id}`,
    at: message.at,
    message,
    follows: false,
  }));
  for (const event of details.events) {
    const entry = entryOf(event);
    if (entry) entries.push(entry);
  }
  // Sorting is stable: at the same instant messages come before what was made of them.
  entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const withDays: Entry[] = [];
  let day = '';
  for (const entry of entries) {
    const here = dayOf(entry.at, zone);
    if (here !== day) withDays.push({ kind: 'day', key: `d${here}`, at: entry.at });
    day = here;
    const above = withDays.at(-1);
    withDays.push(entry.kind === 'message' ? { ...entry, follows: followsOn(entry.message, above) } : entry);
  }
  return withDays;
}

const oneBreath = 10 * 60_000;

function followsOn(message: Message, above: Entry | undefined): boolean {
  return (
    above?.kind === 'message' &&
    above.message.direction === message.direction &&
    above.message.author === message.author &&
    Date.parse(message.at) - Date.parse(above.at) < oneBreath
  );
}

/** The name behind "operator:Anna". */
export function whoIs(who: string): { kind: 'customer' | 'bot' | 'operator' | 'api'; name: string } {
  const colon = who.indexOf(':');
  const kind = colon < 0 ? who : who.slice(0, colon);
  const name = colon < 0 ? '' : who.slice(colon + 1);
  if (kind === 'customer' || kind === 'operator' || kind === 'api') return { kind, name };
  return { kind: 'bot', name };
}

/** What an event says beside its name, if it is text. */
export function textOf(event: TicketEvent): string {
  for (const name of ['text', 'summary', 'reason', 'note']) {
    const value = event.data[name];
    if (typeof value === 'string' && value) return value;
  }
  return '';
}
