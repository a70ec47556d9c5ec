/** What is looked after behind the counter, one part at a time; each role sees its own. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { AuditPage } from './audit_page';
import { CalendarPage } from './calendar_page';
import { CannedPage } from './canned_page';
import { CompaniesPage } from './companies_page';
import { t } from './i18n';
import { Icon } from './icons';
import { Link } from './link';
import { OperatorsPage } from './operators_page';
import { PeoplePage } from './people_page';
import type { AdminPart } from './router';
import { SamplesPage } from './samples_page';
import { SheetsPage } from './sheets_page';
import { may } from './store';
import { SystemPage } from './system_page';

const parts: { part: AdminPart; right: string; page: () => JSX.Element }[] = [
  { part: 'sheets', right: 'sheets', page: SheetsPage },
  { part: 'samples', right: 'sheets', page: SamplesPage },
  { part: 'companies', right: 'look', page: CompaniesPage },
  { part: 'people', right: 'look', page: PeoplePage },
  { part: 'calendar', right: 'look', page: CalendarPage },
  { part: 'canned', right: 'setup', page: CannedPage },
  { part: 'system', right: 'look', page: SystemPage },
  { part: 'operators', right: 'operators', page: OperatorsPage },
  { part: 'audit', right: 'operators', page: AuditPage },
];

/** The first part that this operator may see. */
export const firstPart = (): AdminPart | null => parts.find((one) => may(one.right))?.part ?? null;

export function AdminPage({ part }: { part: AdminPart }): JSX.Element {
  const tabs = useRef<HTMLElement>(null);
  // On a phone the tabs are wider than the page: the one that is open is brought into sight.
  useEffect(() => tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }), [part]);
  const allowed = parts.filter((one) => may(one.right));
  const shown = allowed.find((one) => one.part === part);
  const Page = shown?.page;
  return (
    <div class="page">
      <header class="ticket-head">
        <Link to={{ page: 'list' }} class="button plain back" label={t('app.back')}>
          <Icon name="back" />
        </Link>
        <div class="ticket-title">
          <h2>{t('admin.title')}</h2>
        </div>
      </header>
      <nav class="tabs" ref={tabs} aria-label={t('admin.title')}>
        {allowed.map((one) => (
          <Link key={one.part} to={{ page: 'admin', part: one.part }} class="tab" current={one.part === part}>
            {t(`admin.${one.part}`)}
          </Link>
        ))}
      </nav>
      <div class="page-body">{Page ? <Page /> : <p class="empty">{t('admin.notYours')}</p>}</div>
    </div>
  );
}
