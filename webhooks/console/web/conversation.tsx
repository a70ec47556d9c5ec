/** The conversation with the customer, newest below. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { TicketDetails } from './api';
import { eventName, whoName } from './event_words';
import { language, t } from './i18n';
import { Icon } from './icons';
import { Bubble } from './message';
import { now, zoneOf } from './store';
import { clock, daysFrom, longDay } from './time';
import { textOf, timeline, type Entry } from './timeline';

function dayName(at: string, zone: string): string {
  const days = daysFrom(now.value, at, zone);
  if (days === 0) return t('talk.today');
  if (days === -1) return t('talk.yesterday');
  return longDay(at, zone, language.value, now.value);
}

type Props = { details: TicketDetails; quote: (wamid: string) => void };

function Line({ entry, details, quote }: Props & { entry: Entry }): JSX.Element {
  const zone = zoneOf(details.business);
  switch (entry.kind) {
    case 'day':
      return (
        <li class="day">
          <span>{dayName(entry.at, zone)}</span>
        </li>
      );
    case 'note':
      return (
        <li class="note">
          <p class="note-head">
            <Icon name="note" size={14} /> {t('talk.note', { name: whoName(entry.event.who) })}
            <time dateTime={entry.at}>{clock(entry.at, zone, language.value)}</time>
          </p>
          <p class="note-text">{textOf(entry.event)}</p>
        </li>
      );
    case 'turn':
      return (
        <li class="turn">
          {whoName(entry.event.who)} {eventName(entry.event, zone)} · {clock(entry.at, zone, language.value)}
        </li>
      );
    case 'message':
      return <Bubble message={entry.message} follows={entry.follows} details={details} zone={zone} quote={quote} />;
  }
}

export function Conversation({ details, quote }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const entries = timeline(details, zoneOf(details.business));
  const last = entries.at(-1)?.key;
  const watch = (): void => {
    const area = box.current;
    if (area) atEnd.current = area.scrollHeight - area.scrollTop - area.clientHeight < 80;
  };
  // Whoever reads further up is left where they are.
  useLayoutEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  // So is the end kept in sight when the composer below grows.
  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return undefined;
    const size = new ResizeObserver(() => {
      if (atEnd.current) area.scrollTop = area.scrollHeight;
    });
    size.observe(area);
    return () => size.disconnect();
  }, []);
  return (
    <div
      class="thread"
      ref={box}
      onScroll={watch}
      tabIndex={0}
      role="region"
      aria-label={t('ticket.tab.talk')}
      onLoadCapture={() => {
        if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
      }}
    >
      {entries.length === 0 && <p class="empty">{t('talk.empty')}</p>}
      <ol>
        {entries.map((entry) => (
          <Line key={entry.key} entry={entry} details={details} quote={quote} />
        ))}
      </ol>
    </div>
  );
}
