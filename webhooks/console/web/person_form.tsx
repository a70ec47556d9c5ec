/** A person to be written down. Only what was changed is sent, so that what is not shown stays as it is. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Customer } from './api';
import { readPerson, savePerson } from './customers';
import { Dialog, FormButtons } from './dialog';
import { Fault } from './door';
import { ChoiceField, DateField, TextField } from './field';
import { say, t } from './i18n';
import { businesses, sayError } from './store';

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

type Props = { business: string; person: Customer | null; close: () => void; saved: () => void };

export function PersonForm({ business, person, close, saved }: Props): JSX.Element {
  const [before, setBefore] = useState<Values>(() => valuesOf(person));
  const [values, setValues] = useState<Values>(before);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  // The list tells less than the person's own page.
  useEffect(() => {
    if (!person) return;
    readPerson(person.id)
      .then((read) => {
        setBefore(valuesOf(read));
        setValues(valuesOf(read));
      })
      .catch((error: unknown) => setFault(sayError(error)));
  }, [person?.id]);
  const set = (part: Partial<Values>): void => setValues((now) => ({ ...now, ...part }));
  const known = businesses.value.find((one) => one.id === business)?.plans ?? [];
  const plans = [
    { value: '', title: t('person.planOfCompany') },
    ...known.map((one) => ({ value: one.id, title: say(one.name) })),
    { value: 'none', title: t('plan.none') },
  ];
  const save = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFault('');
    savePerson(person?.id ?? 0, { ...(person ? {} : { business }), ...changes(before, values) })
      .then(() => {
        saved();
        close();
      })
      .catch((error: unknown) => setFault(sayError(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog title={person ? t('person.change', { name: person.name }) : t('person.new')} close={close}>
      <form class="form" onSubmit={save}>
        <TextField label={t('operators.name')} value={values.name} change={(name) => set({ name })} required />
        <TextField
          label={person ? t('person.addNumber') : t('person.whatsapp')}
          value={values.whatsapp}
          change={(whatsapp) => set({ whatsapp })}
          hint={t('person.numberHint')}
        />
        <TextField label={t('person.callback')} value={values.phone} change={(phone) => set({ phone })} />
        <TextField label={t('person.reachable')} value={values.reachable} change={(reachable) => set({ reachable })} />
        <TextField label={t('door.email')} value={values.email} change={(email) => set({ email })} />
        <label class="check-line">
          <input
            type="checkbox"
            checked={values.email_enabled}
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
