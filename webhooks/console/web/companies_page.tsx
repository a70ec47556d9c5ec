/** The companies of a business: who they are, what they have bought, who writes for them. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CompanyForm, emptyCompany } from './company_form';
import { Confirm, type Question } from './confirm';
import { SearchBar, SearchFoot, useSearch } from './customer_search';
import {
  contractState,
  findCompanies,
  findPeople,
  joinCompany,
  leaveCompany,
  readCompany,
  type Company,
  type CompanyDetails,
  type Contract,
} from './customers';
import { ImportForm } from './import_form';
import { Loading } from './loading';
import { planName } from './plans';
import { TextField } from './field';
import { language, t } from './i18n';
import { Notes } from './notes';
import type { Customer, Versioned } from './api';
import { may, now, sayError, zoneOf } from './store';
import { dayOf, plainDay } from './time';
import { toast } from './toasts';

const tones = { valid: 'good', expired: 'bad', future: 'warn', none: '' };

function ContractLine({ contract, company }: { contract: Contract; company: Company }): JSX.Element {
  const state = contractState(contract, dayOf(now.value, zoneOf(company.business)));
  const day = (date: string | null): string => (date ? plainDay(date, language.value) : '…');
  return (
    <li>
      {planName(company.business, contract.plan)}{' '}
      {state !== 'none' && <span class={`badge ${tones[state]}`}>{t(`contract.${state}`)}</span>}{' '}
      {(contract.from || contract.to) && (
        <span class="quiet">{t('sample.period', { from: day(contract.from), to: day(contract.to) })}</span>
      )}
    </li>
  );
}

/** Somebody of the same business who is to write for this company too. */
function AddPerson({ company, done }: { company: Company; done: () => void }): JSX.Element {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<Customer[] | null>(null);
  const look = (text: string): void => {
    setWords(text);
    if (text.trim().length < 2) return setFound(null);
    findPeople(company.business, text, null)
      .then((page) => setFound(page.people.slice(0, 8)))
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }));
  };
  const add = (person: Customer): void => {
    joinCompany(company.id, person.id)
      .then(() => {
        setWords('');
        setFound(null);
        done();
      })
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }));
  };
  return (
    <div class="form-part">
      <TextField label={t('company.addPerson')} value={words} change={look} hint={t('company.addPersonHint')} />
      {found && found.length === 0 && <p class="quiet">{t('customers.noMatch')}</p>}
      {found && found.length > 0 && (
        <ul class="history">
          {found.map((person) => (
            <li key={person.id}>
              <button type="button" class="button small" onClick={() => add(person)}>
                {person.name || person.profile_name || person.phone}
              </button>
              <span class="quiet">{[person.phone, person.company].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type CardProps = { company: CompanyDetails; change: () => void; read: () => void; close: () => void };

function Card({ company, change, read, close }: CardProps): JSX.Element {
  const mayChange = may('customers');
  const [asked, ask] = useState<Question | null>(null);
  const leave = (person: Customer): void =>
    ask({
      text: t('company.leaveAsk', { person: person.name || person.profile_name || '', company: company.name }),
      yes: t('canned.remove'),
      run: () =>
        void leaveCompany(company.id, person.id)
          .then(read)
          .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' })),
    });
  return (
    <article class="card company-card" aria-labelledby="company-name">
      <header class="page-head">
        <h4 id="company-name">{company.name}</h4>
        <span class="controls">
          {mayChange && (
            <button type="button" class="button" onClick={change}>
              {t('canned.change')}
            </button>
          )}
          <button type="button" class="button plain" onClick={close}>
            {t('app.close')}
          </button>
        </span>
      </header>
      <div class="columns">
        <section>
          <h5>{t('company.contracts')}</h5>
          {company.contracts.length === 0 && <p class="quiet">{t('company.noContract')}</p>}
          <ul>
            {company.contracts.map((one) => (
              <ContractLine key={one.plan + (one.from ?? '') + (one.to ?? '')} contract={one} company={company} />
            ))}
          </ul>
          <p class="quiet">
            {t('company.standing')}: {t(`standing.${company.standing}`)}
            {company.licences !== null && ` · ${t('company.licencesOf', { count: company.licences })}`}
          </p>
        </section>
        <section>
          <h5>{t('company.assets')}</h5>
          {company.assets.length === 0 && <p class="quiet">–</p>}
          <ul>
            {company.assets.map((one) => (
              <li key={one.name + (one.serial ?? '')}>
                {[one.name, one.serial].filter(Boolean).join(' · ')}{' '}
                <span class="quiet">
                  {one.purchased && plainDay(one.purchased, language.value)} {one.extended && t('asset.extended')}
                </span>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h5>{t('company.mails')}</h5>
          {company.mail_addresses.length === 0 && <p class="quiet">–</p>}
          <ul>
            {company.mail_addresses.map((one) => (
              <li key={one.address}>
                {one.address} {!one.enabled && <span class="badge warn">{t('mail.disabled')}</span>}
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h5>{t('company.people')}</h5>
          {company.people.length === 0 && <p class="quiet">{t('company.nobody')}</p>}
          <ul>
            {company.people.map((person) => (
              <li key={person.id}>
                {person.name || person.profile_name}{' '}
                {person.phone && <a href={`tel:${person.phone}`}>{person.phone}</a>}{' '}
                {mayChange && (
                  <button type="button" class="button plain small" onClick={() => leave(person)}>
                    {t('canned.remove')}
                  </button>
                )}
              </li>
            ))}
          </ul>
          {mayChange && <AddPerson company={company} done={read} />}
        </section>
        <section>
          <h5>{t('data.notes')}</h5>
          <Notes of={`/companies/${company.id}`} zone={zoneOf(company.business)} />
        </section>
      </div>
      {asked && <Confirm question={asked} close={() => ask(null)} />}
    </article>
  );
}

export function CompaniesPage(): JSX.Element {
  const search = useSearch<Company>((business, words, cursor) =>
    findCompanies(business, words, cursor).then(({ companies: rows, next }) => ({ rows, next })),
  );
  const [open, setOpen] = useState<Versioned<CompanyDetails> | null>(null);
  const [editing, edit] = useState<Versioned<CompanyDetails> | null>(null);
  const [importing, setImporting] = useState(false);
  const [opening, setOpening] = useState(false);
  const show = (id: number): void => {
    setOpening(true);
    readCompany(id)
      .then(setOpen)
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }))
      .finally(() => setOpening(false));
  };
  const mayChange = may('customers');
  return (
    <section aria-labelledby="companies-title">
      <header class="page-head">
        <h3 id="companies-title">{t('admin.companies')}</h3>
        {mayChange && (
          <span class="controls">
            <button type="button" class="button" onClick={() => setImporting(true)}>
              {t('import.open')}
            </button>
            <button type="button" class="button primary" onClick={() => edit({ value: emptyCompany(search.business), version: '' })}>
              {t('company.add')}
            </button>
          </span>
        )}
      </header>
      <SearchBar search={search} label={t('company.search')} />
      {opening && !open && <Loading />}
      {open && (
        <Card company={open.value} change={() => edit(open)} read={() => show(open.value.id)} close={() => setOpen(null)} />
      )}
      {search.found && search.found.rows.length > 0 && (
        <div class="table-frame" tabIndex={0} role="region" aria-label={t('company.table')}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t('company.name')}</th>
                <th scope="col">{t('company.code')}</th>
                <th scope="col">{t('company.standing')}</th>
                <th scope="col" class="number">
                  {t('company.licences')}
                </th>
              </tr>
            </thead>
            <tbody>
              {search.found.rows.map((company) => (
                <tr key={company.id}>
                  <th scope="row">
                    <button type="button" class="button plain" aria-pressed={open?.value.id === company.id} onClick={() => show(company.id)}>
                      {company.name}
                    </button>
                  </th>
                  <td>{company.code}</td>
                  <td>{t(`standing.${company.standing}`)}</td>
                  <td class="number">{company.licences}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <SearchFoot search={search} none={t('company.none')} />
      {editing && (
        <CompanyForm
          company={editing}
          close={() => edit(null)}
          saved={(company) => {
            setOpen(company);
            search.again();
            toast({ text: t('customers.saved'), tone: 'good' });
          }}
        />
      )}
      {importing && <ImportForm business={search.business} close={() => setImporting(false)} done={search.again} />}
    </section>
  );
}
