/** The page as a whole: the door, the header, the list and what is open beside it. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { AdminPage } from './admin_page';
import { CheckPage } from './check_page';
import { Door } from './door';
import { GalleryPage } from './gallery_page';
import { Header } from './header';
import { language, t } from './i18n';
import { connected } from './live';
import { counts } from './queue';
import { route } from './router';
import { businessName, door, ticket } from './store';
import { TicketList } from './ticket_list';
import { TicketPage } from './ticket_page';
import { KeySheet } from './shortcuts';
import { Toasts } from './toast_list';

function useTitle(): void {
  const open = route.value;
  const code = open.page === 'ticket' ? open.code : '';
  useEffect(() => {
    document.documentElement.lang = language.value;
    const about = ticket.value?.code === code && ticket.value ? businessName(ticket.value.business) : '';
    document.title = [code, about, t('app.title')].filter(Boolean).join(' · ');
  });
}

function Choose(): JSX.Element {
  const { open = 0, resolved = 0 } = counts.value;
  const nothing = open + resolved === 0;
  return (
    <div class="empty">
      <img src="/console/icon.svg" alt="" width="44" height="44" />
      <h2>{t(nothing ? 'ticket.choose.none.title' : 'ticket.choose.title')}</h2>
      <p>{t(nothing ? 'ticket.choose.none' : 'ticket.choose')}</p>
    </div>
  );
}

function Open(): JSX.Element {
  const open = route.value;
  if (open.page === 'ticket') return <TicketPage key={open.code} code={open.code} />;
  if (open.page === 'admin') return <AdminPage part={open.part} />;
  if (open.page === 'gallery') return <GalleryPage />;
  return open.page === 'check' ? <CheckPage /> : <Choose />;
}

export function App(): JSX.Element {
  useTitle();
  // One subscription for every sentence on the page.
  void language.value;
  if (door.value !== 'in') return <Door />;
  const listOnly = route.value.page === 'list';
  return (
    <div class={`desk ${listOnly ? 'shows-list' : 'shows-open'}`}>
      <a class="skip" href="#open">
        {t('app.skip')}
      </a>
      <Header />
      {!connected.value && (
        <p class="strip warn" role="status">
          {t('live.lost')}
        </p>
      )}
      <main class="work" tabIndex={-1}>
        <h1 class="hidden">{t('list.title')}</h1>
        <TicketList />
        <section class="open" id="open" tabIndex={-1}>
          <Open />
        </section>
      </main>
      <KeySheet />
      <Toasts />
    </div>
  );
}
