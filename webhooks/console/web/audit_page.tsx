/** Who did what: the audit log, newest first. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get } from './api';
import { Fault } from './door';
import { language, t, tOr } from './i18n';
import { Link } from './link';
import { Loading } from './loading';
import { businesses, now, sayError } from './store';
import { moment } from './time';
import { whoIs } from './timeline';

type Entry = { id: number; at: string; who: string; what: string; data: Record<string, unknown> };

/** What the sentence says already, or says nothing to a person. */
const said = new Set(['ticket', 'name', 'title', 'by']);

/** "ticket taken" → its sentence; an unknown one is shown as it is. */
function sentence(entry: Entry): string {
  const values = Object.fromEntries(Object.entries(entry.data).map(([name, value]) => [name, String(value)]));
  return tOr(`audit.${entry.what.replace(/ /g, '_')}`, entry.what, values);
}

export function AuditPage(): JSX.Element {
  const [entries, setEntries] = useState<Entry[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [fault, setFault] = useState('');
  const [read, setRead] = useState(false);
  const zone = businesses.value[0]?.zone ?? 'Europe/Rome';
  const more = (cursor: string | null): void => {
    get<{ entries: Entry[]; next: string | null }>(`/audit${cursor ? `?cursor=${cursor}` : ''}`)
      .then((page) => {
        setEntries((before) => (cursor ? [...before, ...page.entries] : page.entries));
        setNext(page.next);
        setRead(true);
      })
      .catch((error: unknown) => setFault(sayError(error)));
  };
  useEffect(() => more(null), []);
  const rest = (entry: Entry): string =>
    Object.entries(entry.data)
      .filter(([name]) => !said.has(name))
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join(' · ');
  return (
    <div>
      <header class="page-head">
        <h3>{t('admin.audit')}</h3>
      </header>
      {fault && <Fault text={fault} />}
      {!read && !fault && <Loading />}
      {read && entries.length === 0 && <p class="empty">{t('audit.none')}</p>}
      {entries.length > 0 && (
        <div class="table-frame" tabIndex={0} role="region" aria-label={t('admin.audit')}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t('audit.when')}</th>
                <th scope="col">{t('audit.who')}</th>
                <th scope="col">{t('audit.what')}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.id}>
                  <td class="nowrap">{moment(entry.at, zone, language.value, now.value)}</td>
                  <td>{whoIs(entry.who).name || entry.who}</td>
                  <td>
                    {sentence(entry)}{' '}
                    {typeof entry.data['ticket'] === 'string' && (
                      <Link to={{ page: 'ticket', code: entry.data['ticket'] }}>
                        <span class="code">{entry.data['ticket']}</span>
                      </Link>
                    )}
                    <small class="quiet block">{rest(entry)}</small>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next && (
        <button type="button" class="button more" onClick={() => more(next)}>
          {t('list.more')}
        </button>
      )}
    </div>
  );
}
