/** What a ticket will look like once the desk has done what was asked: shown at once where a refusal costs nothing. Pure. */
import type { TicketDetails, TicketEvent } from './api';

type Body = { assignee?: string; priority?: number; text?: string };

/** Null where the desk decides more than can be foreseen. */
export function expected(
  details: TicketDetails,
  verb: string,
  body: unknown,
  name: string,
  now: Date,
): TicketDetails | null {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Body;
  const log = (what: string, data: Record<string, unknown>): TicketEvent[] => [
    ...details.events,
    // Not written yet: the desk's own line takes its place.
    { id: -1, at: now.toISOString(), who: `operator:${name}`, what, ticket: null, data },
  ];
  switch (verb) {
    case 'take':
      return { ...details, status: 'taken', assignee: name, events: log('taken', {}) };
    case 'assign': {
      const to = said.assignee ?? '';
      return { ...details, status: to ? 'taken' : 'registered', assignee: to || null, events: log('assigned', { to }) };
    }
    case 'priority':
      return said.priority ? { ...details, priority: said.priority, events: log('priority', { ...said }) } : null;
    case 'note':
      return said.text ? { ...details, events: log('note', { text: said.text }) } : null;
    default:
      return null;
  }
}
