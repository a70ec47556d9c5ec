/** Who did what, in words. */
import type { TicketEvent } from './api';
import { language, t, tOr, type Key, type Params } from './i18n';
import { now } from './store';
import { moment } from './time';
import { whoIs } from './timeline';

export function whoName(who: string): string {
  const { kind, name } = whoIs(who);
  if (kind === 'operator') return name;
  return kind === 'api' ? t('who.api', { name }) : t(`who.${kind}`);
}

export function eventName(event: TicketEvent, zone: string): string {
  const params: Params = {};
  for (const [name, value] of Object.entries(event.data)) {
    if (typeof value === 'string' || typeof value === 'number') params[name] = value;
  }
  if (typeof params.start === 'string') params.start = moment(params.start, zone, language.value, now.value);
  if (typeof params.priority === 'number') params.priority = t(`priority.${params.priority}` as Key).toLowerCase();
  const key = event.what === 'assigned' && !params.to ? 'unassigned' : event.what;
  return tOr(`log.${key}`, event.what.replaceAll('_', ' '), params);
}
