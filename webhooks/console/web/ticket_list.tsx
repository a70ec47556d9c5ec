/** The list of tickets: search, views, filters, and as many rows as are in sight. */
import type { JSX, TargetedEvent, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from './i18n';
import { Icon } from './icons';
import { clearFilter, counts, filter, hasFilter, hasMore, listFault, readList, readMore, rows, setFilter } from './queue';
import { route } from './router';
import { sayError } from './store';
import { rowHeight, TicketRow } from './ticket_row';
import { toast } from './toasts';
import { Filters, Views } from './view_list';
import { placeFor, slice } from './window';

function Search(): JSX.Element {
  const [words, setWords] = useState(filter.value.words);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (filter.value.words === '') setWords('');
  }, [filter.value.words]);
  const change = (event: TargetedEvent<HTMLInputElement>): void => {
    const typed = event.currentTarget.value;
    setWords(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setFilter({ words: typed }), 200);
  };
  return (
    <label class="search">
      <span class="hidden">{t('list.search')}</span>
      <Icon name="search" size={16} />
      <input
        id="search"
        type="search"
        value={words}
        placeholder={t('list.search')}
        onInput={change}
        autocomplete="off"
      />
    </label>
  );
}

/** In the demo the phone stands beside this page. */
const besidePhone = window.self !== window.top;

function Empty(): JSX.Element {
  if (hasFilter.value) {
    return (
      <div class="empty">
        <h2>{t('list.none.title')}</h2>
        <p>{t('list.none')}</p>
        <button type="button" class="button" onClick={clearFilter}>
          {t('list.clear')}
        </button>
      </div>
    );
  }
  if (filter.value.view !== 'open') {
    return (
      <div class="empty">
        <h2>{t('list.nothingHere.title')}</h2>
        <p>{t('list.nothingHere')}</p>
        <button type="button" class="button" onClick={() => setFilter({ view: 'open' })}>
          {t('list.showOpen')}
        </button>
      </div>
    );
  }
  if ((counts.value['resolved'] ?? 0) > 0) {
    return (
      <div class="empty">
        <h2>{t('list.done.title')}</h2>
        <p>{t('list.done')}</p>
      </div>
    );
  }
  return (
    <div class="empty">
      <h2>{t(besidePhone ? 'list.empty.demo.title' : 'list.empty.title')}</h2>
      <p>{t(besidePhone ? 'list.empty.demo' : 'list.empty')}</p>
    </div>
  );
}

function NotRead(): JSX.Element {
  return (
    <div class="empty" role="alert">
      <h2>{t('list.notRead')}</h2>
      <p>{sayError(listFault.value)}</p>
      <button type="button" class="button" onClick={() => void readList()}>
        {t('app.retry')}
      </button>
    </div>
  );
}

let reading = false;
async function more(): Promise<void> {
  if (reading) return;
  reading = true;
  try {
    await readMore();
  } catch (error) {
    toast({ text: sayError(error), tone: 'bad' });
  } finally {
    reading = false;
  }
}

function Rows(): JSX.Element {
  const all = rows.value ?? [];
  const open = route.value;
  const current = open.page === 'ticket' ? open.code : '';
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [view, setView] = useState(800);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    const measure = (): void => setView(box.current?.clientHeight ?? 800);
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  const shown = slice(all.length, rowHeight, top, view);
  useEffect(() => {
    if (hasMore.value && shown.last >= all.length - 5) void more();
  }, [shown.last, all.length]);
  // The row that was walked to is focused once it is drawn.
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const row = box.current?.querySelector<HTMLAnchorElement>(`[data-row="${wanted.current}"] a`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });
  const walk = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const item = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-row]');
    const at = item ? Number(item.dataset['row']) : -1;
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + Math.floor(view / rowHeight),
      PageUp: at - Math.floor(view / rowHeight),
      Home: 0,
      End: all.length - 1,
    };
    const step = steps[event.key];
    if (step === undefined || !all.length) return;
    event.preventDefault();
    const row = Math.max(0, Math.min(step, all.length - 1));
    wanted.current = row;
    const place = placeFor(row, rowHeight, box.current?.scrollTop ?? 0, view);
    box.current?.scrollTo({ top: place });
    setTop(place);
    // Already drawn: no other turn comes.
    const drawn = box.current?.querySelector<HTMLAnchorElement>(`[data-row="${row}"] a`);
    if (drawn) {
      wanted.current = null;
      drawn.focus({ preventScroll: true });
    }
  };
  return (
    <div class="rows-box" ref={box} onScroll={(event) => setTop(event.currentTarget.scrollTop)} onKeyDown={walk}>
      <ul class="rows" aria-label={t('list.title')}>
        <li class="gap" aria-hidden="true" style={{ height: shown.before }} />
        {all.slice(shown.first, shown.last).map((ticket, index) => (
          <li
            key={ticket.code}
            data-row={shown.first + index}
            aria-setsize={all.length}
            aria-posinset={shown.first + index + 1}
          >
            <TicketRow ticket={ticket} current={ticket.code === current} />
          </li>
        ))}
        <li class="gap" aria-hidden="true" style={{ height: shown.after }} />
      </ul>
    </div>
  );
}

export function TicketList(): JSX.Element {
  const all = rows.value;
  return (
    <nav class="list" aria-label={t('list.title')}>
      <div class="list-tools">
        <Search />
        <Filters />
      </div>
      <Views />
      <div class="list-body">
      {all === null && !listFault.value && (
        <p class="empty" aria-busy="true">
          {t('app.loading')}
        </p>
      )}
      {all === null && listFault.value !== null && <NotRead />}
      {all?.length === 0 && <Empty />}
      {all !== null && all.length > 0 && <Rows key={`${filter.value.view}|${filter.value.words}`} />}
      </div>
    </nav>
  );
}
