/** The people of a business: their numbers, their companies, how they may be reached, and who may be the same person. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Customer } from './api';
import { SearchBar, SearchFoot, useSearch } from './customer_search';
import { findPeople, readConflicts, readPerson, savePerson, settleConflict, type Conflict } from './customers';
import { planName } from './companies_page';
import { Dialog } from './dialog';
import { Fault } from './door';
import { ChoiceField, DateField, TextField } from './field';
import { language, say, t } from './i18n';
import { businesses, may, sayError } from './store';
import { plainDay } from './time';
import { toast } from './toasts';

type FormProps = { business: string; person: Customer | null; close: () => void; saved: () => void };

function PersonForm({ business, person, close, saved }: FormProps): JSX.Element {
  const [name, setName] = useState(person?.name ?? '');
  const [whatsapp, setWhatsapp] = useState('');
  const [phone, setPhone] = useState(person?.phone ?? '');
  const [reachable, setReachable] = useState(person?.reachable ?? '');
  const [email, setEmail] = useState(person?.email ?? '');
  const [mailOn, setMailOn] = useState(Boolean(person?.email_enabled));
  const [spoken, setSpoken] = useState(person?.language ?? '');
  const [plan, setPlan] = useState(person?.plan ?? '');
  const [to, setTo] = useState(person?.plan_to ?? '');
  const [optedOut, setOptedOut] = useState(person?.opted_out ?? false);
  const [fault, setFault] = useState('');
  const known = businesses.value.find((one) => one.id === business)?.plans ?? [];
  const plans = [
    { value: '', title: t('person.planOfCompany') },
    ...known.map((one) => ({ value: one.id, title: say(one.name) })),
    { value: 'none', title: t('plan.none') },
  ];
  const save = (event: Event): void => {
    event.preventDefault();
    savePerson(person?.id ?? 0, {
      ...(person ? {} : { business }),
      name: name.trim(),
      ...(whatsapp.trim() ? { whatsapp: whatsapp.trim() } : {}),
      phone: phone.trim(),
      reachable: reachable.trim(),
      email: email.trim(),
      email_enabled: mailOn && Boolean(email.trim()),
      language: spoken,
      plan,
      plan_to: plan ? to || null : null,
      opted_out: optedOut,
    })
      .then(() => {
        saved();
        close();
      })
      .catch((error: unknown) => setFault(sayError(error)));
  };
  return (
    <Dialog title={person ? t('person.change', { name: person.name }) : t('person.new')} close={close}>
      <form class="form" onSubmit={save}>
        <TextField label={t('operators.name')} value={name} change={setName} required />
        <TextField
          label={person ? t('person.addNumber') : t('person.whatsapp')}
          value={whatsapp}
          change={setWhatsapp}
          hint={t('person.numberHint')}
        />
        <TextField label={t('person.callback')} value={phone} change={setPhone} />
        <TextField label={t('person.reachable')} value={reachable} change={setReachable} />
        <TextField label={t('door.email')} value={email} change={setEmail} />
        <label class="check-line">
          <input type="checkbox" checked={mailOn} onChange={(event) => setMailOn(event.currentTarget.checked)} />
          <span>{t('mail.enabled')}</span>
        </label>
        <ChoiceField
          label={t('person.language')}
          value={spoken}
          change={setSpoken}
          all={t('person.languageUnknown')}
          options={[
            { value: 'it', title: 'Italiano' },
            { value: 'en', title: 'English' },
          ]}
        />
        <ChoiceField label={t('data.plan')} value={plan} change={setPlan} options={plans} />
        {plan && plan !== 'none' && <DateField label={t('company.to')} value={to} change={setTo} />}
        <label class="check-line">
          <input type="checkbox" checked={optedOut} onChange={(event) => setOptedOut(event.currentTarget.checked)} />
          <span>{t('person.optedOut')}</span>
        </label>
        {fault && <Fault text={fault} />}
        <div class="form-buttons">
          <button type="button" class="button" onClick={close}>
            {t('app.cancel')}
          </button>
          <button type="submit" class="button primary">
            {t('canned.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type Both = { conflict: Conflict; people: Customer[] };

/** Two people whom WhatsApp named in one message: only a person can tell whether they are one. */
function Conflicts({ settled }: { settled: () => void }): JSX.Element | null {
  const [found, setFound] = useState<Both[]>([]);
  const [fault, setFault] = useState('');
  const read = async (): Promise<void> => {
    try {
      const all = await readConflicts();
      setFound(
        await Promise.all(
          all.map(async (conflict) => ({ conflict, people: await Promise.all(conflict.people.map(readPerson)) })),
        ),
      );
    } catch (error) {
      setFault(sayError(error));
    }
  };
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
        {found.map(({ conflict, people }) => (
          <li key={conflict.id} class="card">
            <div class="columns">
              {people.map((person) => (
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

export function PeoplePage(): JSX.Element {
  const search = useSearch<Customer>((business, words, cursor) =>
    findPeople(business, words, cursor).then(({ people: rows, next }) => ({ rows, next })),
  );
  const [editing, edit] = useState<Customer | 'new' | null>(null);
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
        <div class="table-frame">
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
        />
      )}
    </section>
  );
}
