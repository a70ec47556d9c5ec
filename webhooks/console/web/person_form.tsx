/** A person to be written down. Only what was changed is sent, so that what is not shown stays as it is. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Customer } from './api';
import { copyPerson, readPerson, savePerson } from './customers';
import { Dialog, FormButtons } from './dialog';
import { Fault } from './door';
import { ChoiceField, DateField, TextField } from './field';
import { t, type Key } from './i18n';
import { Icon } from './icons';
import { Meanwhile } from './meanwhile';
import { planOptions } from './plans';
import { save } from './sheets';
import { may, sayError } from './store';
import { toast } from './toasts';
import { differing, merged, newerOf } from './versions';

type Values = {
  name: string;
  whatsapp: string;
  phone: string;
  reachable: string;
  email: string;
  email_enabled: boolean;
  language: string;
  plan: string;
  plan_to: string;
  opted_out: boolean;
};

const valuesOf = (person: Customer | null): Values => ({
  name: person?.name ?? '',
  whatsapp: '',
  phone: person?.phone ?? '',
  reachable: person?.reachable ?? '',
  email: person?.email ?? '',
  email_enabled: person?.email_enabled ?? false,
  language: person?.language ?? '',
  plan: person?.plan ?? '',
  plan_to: person?.plan_to ?? '',
  opted_out: person?.opted_out ?? false,
});

/** The members that differ, as the API takes them. Pure. */
export function changes(before: Values, after: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const name of Object.keys(after) as (keyof Values)[]) {
    const value = after[name];
    const tidy = typeof value === 'string' ? value.trim() : value;
    if (tidy !== before[name]) body[name] = name === 'plan_to' && tidy === '' ? null : tidy;
  }
  return body;
}

const labels: Partial<Record<keyof Values, Key>> = {
  name: 'operators.name',
  phone: 'person.callback',
  reachable: 'person.reachable',
  email: 'door.email',
  email_enabled: 'mail.enabled',
  language: 'person.language',
  plan: 'data.plan',
  plan_to: 'company.to',
  opted_out: 'person.optedOut',
};

/** What an administrator can do for somebody who asks about their data. */
function OwnData({ person, erase }: { person: Customer; erase: () => void }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const download = (): void => {
    setBusy(true);
    copyPerson(person.id)
      .then((copy) => {
        save(`sportello-${person.name.replace(/\W+/g, '-') || person.id}.json`, JSON.stringify(copy, null, 2), 'application/json');
        toast({ text: t('person.copied'), tone: 'good' });
      })
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }))
      .finally(() => setBusy(false));
  };
  return (
    <fieldset class="rows-edit">
      <legend>{t('person.ownData')}</legend>
      <p class="quiet">{t('person.ownDataText')}</p>
      <span class="controls">
        <button type="button" class="button small" disabled={busy} onClick={download}>
          <Icon name="download" size={16} /> {t('person.copy')}
        </button>
        <button type="button" class="button small danger" onClick={erase}>
          {t('person.erase')}
        </button>
      </span>
    </fieldset>
  );
}

type Props = { business: string; person: Customer | null; close: () => void; saved: () => void; erase: () => void };

export function PersonForm({ business, person, close, saved, erase }: Props): JSX.Element {
  const [before, setBefore] = useState<Values>(() => valuesOf(person));
  const [values, setValues] = useState<Values>(before);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const [version, setVersion] = useState('');
  const [meanwhile, setMeanwhile] = useState<string[]>([]);
  // The list tells less than the person's own page.
  useEffect(() => {
    if (!person) return;
    readPerson(person.id)
      .then((read) => {
        const whole = valuesOf(read.value);
        setValues((typed) => merged(valuesOf(person), typed, whole));
        setBefore(whole);
        setVersion(read.version);
      })
      .catch((error: unknown) => setFault(sayError(error)));
  }, [person?.id]);
  const set = (part: Partial<Values>): void => setValues((now) => ({ ...now, ...part }));
  const plans = [{ value: '', title: t('person.planOfCompany') }, ...planOptions(business)];
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFault('');
    savePerson(person?.id ?? 0, { ...(person ? {} : { business }), ...changes(before, values) }, version)
      .then(() => {
        saved();
        close();
      })
      .catch((error: unknown) => {
        const newer = newerOf<Customer>(error);
        if (!newer) return setFault(sayError(error));
        const theirs = valuesOf(newer.value);
        setMeanwhile(differing(before, theirs).flatMap((name) => labels[name] ?? []).map((key) => t(key)));
        setValues(merged(before, values, theirs));
        setBefore(theirs);
        setVersion(newer.version);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Dialog title={person ? t('person.change', { name: person.name }) : t('person.new')} close={close}>
      <form class="form" onSubmit={submit}>
        <TextField label={t('operators.name')} value={values.name} change={(name) => set({ name })} required />
        <TextField
          label={person ? t('person.addNumber') : t('person.whatsapp')}
          value={values.whatsapp}
          change={(whatsapp) => set({ whatsapp })}
          hint={t('person.numberHint')}
        />
        <TextField label={t('person.callback')} value={values.phone} change={(phone) => set({ phone })} />
        <TextField label={t('person.reachable')} value={values.reachable} change={(reachable) => set({ reachable })} />
        <TextField
          label={t('door.email')}
          value={values.email}
          change={(email) =>
            setValues((now) => ({ ...now, email, email_enabled: now.email_enabled && email.trim() !== '' }))
          }
          hint={before.email ? t('person.emailHint') : ''}
        />
        <label class="check-line">
          <input
            type="checkbox"
            checked={values.email_enabled}
            disabled={values.email.trim() === ''}
            onChange={(event) => set({ email_enabled: event.currentTarget.checked })}
          />
          <span>{t('mail.enabled')}</span>
        </label>
        <ChoiceField
          label={t('person.language')}
          value={values.language}
          change={(language) => set({ language })}
          all={t('person.languageUnknown')}
          options={[
            { value: 'it', title: 'Italiano' },
            { value: 'en', title: 'English' },
          ]}
        />
        <ChoiceField label={t('data.plan')} value={values.plan} change={(plan) => set({ plan })} options={plans} />
        {values.plan && values.plan !== 'none' && (
          <DateField label={t('company.to')} value={values.plan_to} change={(day) => set({ plan_to: day })} />
        )}
        <label class="check-line">
          <input
            type="checkbox"
            checked={values.opted_out}
            onChange={(event) => set({ opted_out: event.currentTarget.checked })}
          />
          <span>{t('person.optedOut')}</span>
        </label>
        {person && may('customers') && <OwnData person={person} erase={erase} />}
        {meanwhile.length > 0 && <Meanwhile fields={meanwhile} />}
        {fault && <Fault text={fault} />}
        <FormButtons close={close}>
          <button type="submit" class="button primary" disabled={busy}>
            {t('canned.save')}
          </button>
        </FormButtons>
      </form>
    </Dialog>
  );
}
