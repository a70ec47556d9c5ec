/** The people of a business: their numbers, their companies, how they may be reached, and who may be the same person. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Customer } from './api';
import { SearchBar, SearchFoot, useSearch } from './customer_search';
import { findPeople, readConflicts, settleConflict, type Conflict } from './customers';
import { EraseForm } from './erase_form';
import { planName } from './plans';
import { Fault } from './door';
import { language, t } from './i18n';
import { PersonForm } from './person_form';
import { may, sayError } from './store';
import { plainDay } from './time';
import { toast } from './toasts';

/** Two people whom WhatsApp named in one message: only a person can tell whether they are one. */
function Conflicts({ settled }: { settled: () => void }): JSX.Element | null {
  const [found, setFound] = useState<Conflict[]>([]);
  const [fault, setFault] = useState('');
  const read = (): Promise<void> =>
    readConflicts()
      .then(setFound)
      .catch((error: unknown) => setFault(sayError(error)));
  useEffect(() => void read(), []);
  const settle = (id: number, into: number | null): void => {
    settleConflict(id, into === null ? { outcome: 'apart' } : { outcome: 'merged', into })
      .then(() => toast({ text: t('conflict.done'), tone: 'good' }))
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }))
      .finally(() => {
        void read();
        settled();
      });
  };
  if (fault) return <Fault text={fault} />;
  if (!found.length) return null;
  return (
    <section aria-labelledby="conflicts-title">
      <h4 id="conflicts-title">{t('conflict.title')}</h4>
      <p class="quiet">{t('conflict.text')}</p>
      <ul class="checks">
        {found.map((conflict) => (
          <li key={conflict.id} class="card">
            <div class="columns">
              {conflict.customers.map((person) => (
                <div key={person.id}>
                  <p>
                    <b>{person.name || person.profile_name}</b>
                  </p>
                  <p class="quiet">{[person.company, person.phone, person.email].filter(Boolean).join(' · ')}</p>
                  <button type="button" class="button small" onClick={() => settle(conflict.id, person.id)}>
                    {t('conflict.keep')}
                  </button>
                </div>
              ))}
            </div>
            <button type="button" class="button small" onClick={() => settle(conflict.id, null)}>
              {t('conflict.apart')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const isAnybody = ({ name, profile_name, phone, whatsapp, bsuid, email }: Customer): boolean =>
  Boolean(name || profile_name || phone || whatsapp || bsuid || email);

export function PeoplePage(): JSX.Element {
  const search = useSearch<Customer>((business, words, cursor) =>
    // Who was erased has a row for the firm's books, and nothing to be found by.
    findPeople(business, words, cursor).then(({ people, next }) => ({ rows: people.filter(isAnybody), next })),
  );
  const [editing, edit] = useState<Customer | 'new' | null>(null);
  const [erasing, erase] = useState<Customer | null>(null);
  const mayChange = may('customers');
  return (
    <section aria-labelledby="people-title">
      <header class="page-head">
        <h3 id="people-title">{t('admin.people')}</h3>
        {mayChange && (
          <button type="button" class="button primary" onClick={() => edit('new')}>
            {t('person.add')}
          </button>
        )}
      </header>
      {mayChange && <Conflicts settled={search.again} />}
      <SearchBar search={search} label={t('person.search')} />
      {search.found && search.found.rows.length > 0 && (
        <div class="table-frame" tabIndex={0} role="region" aria-label={t('person.table')}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t('operators.name')}</th>
                <th scope="col">{t('company.name')}</th>
                <th scope="col">{t('data.phone')}</th>
                <th scope="col">{t('door.email')}</th>
                <th scope="col">{t('data.plan')}</th>
              </tr>
            </thead>
            <tbody>
              {search.found.rows.map((person) => (
                <tr key={person.id}>
                  <th scope="row">
                    {mayChange ? (
                      <button type="button" class="button plain" onClick={() => edit(person)}>
                        {person.name || person.profile_name || '–'}
                      </button>
                    ) : (
                      person.name || person.profile_name || '–'
                    )}
                  </th>
                  <td>{person.company}</td>
                  <td class="nowrap">{person.phone && <a href={`tel:${person.phone}`}>{person.phone}</a>}</td>
                  <td class="wraps">{person.email}</td>
                  <td>
                    {person.plan && planName(search.business, person.plan)}{' '}
                    {person.plan_to && <span class="quiet">{plainDay(person.plan_to, language.value)}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <SearchFoot search={search} none={t('person.none')} />
      {editing && (
        <PersonForm
          business={search.business}
          person={editing === 'new' ? null : editing}
          close={() => edit(null)}
          saved={() => {
            search.again();
            toast({ text: t('customers.saved'), tone: 'good' });
          }}
          erase={() => {
            edit(null);
            if (editing !== 'new') erase(editing);
          }}
        />
      )}
      {erasing && <EraseForm person={erasing} close={() => erase(null)} erased={search.again} />}
    </section>
  );
}
