/** The list of tickets with its search and filters. */
import type { JSX, TargetedEvent, TargetedKeyboardEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Ticket } from './api';
import { Flags, PriorityBadge, StatusBadge } from './badges';
import { language, t } from './i18n';
import { Icon } from './icons';
import { Link } from './link';
import { route } from './router';
import {
  businesses,
  businessName,
  filter,
  hasFilter,
  next,
  now,
  readMore,
  sayError,
  setFilter,
  tickets,
  zoneOf,
  type View,
} from './store';
import { shortTime } from './time';
import { toast } from './toasts';

const views: View[] = ['open', 'mine', 'resolved', 'closed'];

function Search(): JSX.Element {
  const [words, setWords] = useState(filter.value.words);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (filter.value.words === '') setWords('');
  }, [filter.value.words]);
  useEffect(() => {
    const find = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', find);
    return () => window.removeEventListener('keydown', find);
  }, []);
  const change = (event: TargetedEvent<HTMLInputElement>): void => {
    const typed = event.currentTarget.value;
    setWords(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setFilter({ words: typed }), 250);
  };
  return (
    <label class="search">
      <span class="hidden">{t('list.search')}</span>
      <Icon name="search" size={16} />
      <input
        ref={field}
        type="search"
        value={words}
        placeholder={t('list.search')}
        onInput={change}
        autocomplete="off"
      />
    </label>
  );
}

function Filters(): JSX.Element {
  const chosen = filter.value;
  return (
    <div class="filters">
      <div class="segments" role="group" aria-label={t('list.view')}>
        {views.map((view) => (
          <button key={view} type="button" aria-pressed={chosen.view === view} onClick={() => setFilter({ view })}>
            {t(`list.${view}`)}
          </button>
        ))}
      </div>
      {businesses.value.length > 1 && (
        <select
          aria-label={t('list.business')}
          value={chosen.business}
          onChange={(event) => setFilter({ business: event.currentTarget.value })}
        >
          <option value="">{t('list.allBusinesses')}</option>
          {businesses.value.map((business) => (
            <option key={business.id} value={business.id}>
              {business.name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

function Row({ ticket, current }: { ticket: Ticket; current: boolean }): JSX.Element {
  const { customer } = ticket;
  return (
    <Link to={{ page: 'ticket', code: ticket.code }} class="row" current={current}>
      <span class="row-top">
        <b class="row-name">{customer.company || customer.name || ticket.code}</b>
        <time dateTime={ticket.updated_at}>
          {shortTime(ticket.updated_at, zoneOf(ticket.business), language.value, now.value)}
        </time>
      </span>
      <span class="row-summary">{ticket.summary}</span>
      <span class="row-marks">
        {ticket.unread > 0 && (
          <span class="unread">
            <span aria-hidden="true">{ticket.unread}</span>
            <span class="hidden">{t('list.unread', { count: ticket.unread })}</span>
          </span>
        )}
        <PriorityBadge priority={ticket.priority} />
        <StatusBadge status={ticket.status} />
        <Flags flags={ticket.flags} />
      </span>
      <span class="row-foot">
        <span class="code">{ticket.code}</span>
        {businesses.value.length > 1 && <span>{businessName(ticket.business)}</span>}
        {ticket.assignee && <span>{ticket.assignee}</span>}
      </span>
    </Link>
  );
}

/** In the demo the phone stands beside this page. */
const besidePhone = window.self !== window.top;

function Empty(): JSX.Element {
  if (hasFilter.value) {
    return (
      <div class="empty">
        <h3>{t('list.none.title')}</h3>
        <p>{t('list.none')}</p>
        <button type="button" class="button" onClick={() => setFilter({ view: 'open', business: '', words: '' })}>
          {t('list.clear')}
        </button>
      </div>
    );
  }
  return (
    <div class="empty">
      <h3>{t(besidePhone ? 'list.empty.demo.title' : 'list.empty.title')}</h3>
      <p>{t(besidePhone ? 'list.empty.demo' : 'list.empty')}</p>
    </div>
  );
}

/** Arrows walk the list; the links stay links. */
function walk(event: TargetedKeyboardEvent<HTMLUListElement>): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const rows = Array.from(event.currentTarget.querySelectorAll<HTMLAnchorElement>('a.row'));
  const at = rows.indexOf(document.activeElement as HTMLAnchorElement);
  const step = steps[event.key];
  const target =
    step !== undefined ? at + step : event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : undefined;
  const row = target === undefined ? undefined : rows[target];
  if (!row) return;
  event.preventDefault();
  row.focus();
}

async function more(): Promise<void> {
  try {
    await readMore();
  } catch (error) {
    toast({ text: sayError(error), tone: 'bad' });
  }
}

export function TicketList(): JSX.Element {
  const rows = tickets.value;
  const open = route.value;
  const current = open.page === 'ticket' ? open.code : '';
  return (
    <nav class="list" aria-label={t('list.title')}>
      <div class="list-tools">
        <Search />
        <Filters />
      </div>
      {rows === null && (
        <p class="empty" aria-busy="true">
          {t('app.loading')}
        </p>
      )}
      {rows?.length === 0 && <Empty />}
      {rows !== null && rows.length > 0 && (
        <ul class="rows" onKeyDown={walk}>
          {rows.map((ticket) => (
            <li key={ticket.code}>
              <Row ticket={ticket} current={ticket.code === current} />
            </li>
          ))}
        </ul>
      )}
      {next.value && (
        <button type="button" class="button more" onClick={() => void more()}>
          {t('list.more')}
        </button>
      )}
    </nav>
  );
}
