/** A company with its contracts, devices and mail addresses, to be written down. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Versioned } from './api';
import type { Asset, CompanyDetails, Contract, MailAddress, Standing } from './customers';
import { saveCompany } from './customers';
import { Dialog, FormButtons } from './dialog';
import { Fault } from './door';
import { ChoiceField, DateField, NumberField, TextField } from './field';
import { t, type Key } from './i18n';
import { Icon } from './icons';
import { Meanwhile } from './meanwhile';
import { planOptions } from './plans';
import { sayError } from './store';
import { differing, merged, newerOf } from './versions';

const standings: Standing[] = ['unknown', 'good', 'bad'];

export function emptyCompany(business: string): CompanyDetails {
  return {
    id: 0,
    business,
    name: '',
    code: null,
    standing: 'unknown',
    licences: null,
    contracts: [],
    assets: [],
    mail_addresses: [],
    people: [],
  };
}

type RowsProps<Row> = {
  title: string;
  add: string;
  rows: Row[];
  fresh: Row;
  change: (rows: Row[]) => void;
  draw: (row: Row, set: (part: Partial<Row>) => void) => ComponentChildren;
};

/** Lines that can be added and taken away. */
function Rows<Row>({ title, add, rows, fresh, change, draw }: RowsProps<Row>): JSX.Element {
  return (
    <fieldset class="rows-edit">
      <legend>{title}</legend>
      {rows.map((row, index) => (
        <div key={index} class="row-edit">
          {draw(row, (part) => change(rows.map((one, at) => (at === index ? { ...one, ...part } : one))))}
          <button
            type="button"
            class="button plain small"
            aria-label={t('customers.removeLine', { number: index + 1 })}
            onClick={() => change(rows.filter((_, at) => at !== index))}
          >
            <Icon name="close" size={15} />
          </button>
        </div>
      ))}
      <button type="button" class="button small" onClick={() => change([...rows, fresh])}>
        {add}
      </button>
    </fieldset>
  );
}

type Values = {
  name: string;
  code: string;
  standing: Standing;
  licences: string;
  contracts: Contract[];
  assets: Asset[];
  mail_addresses: MailAddress[];
};

const valuesOf = (company: CompanyDetails): Values => ({
  name: company.name,
  code: company.code ?? '',
  standing: company.standing,
  licences: company.licences === null ? '' : String(company.licences),
  contracts: company.contracts,
  assets: company.assets,
  mail_addresses: company.mail_addresses,
});

/** The members that differ, as the API takes them; all of them for a new company. Pure. */
function bodyOf(before: Values, values: Values, isNew: boolean): Record<string, unknown> {
  const body: Record<string, unknown> = {
    ...values,
    name: values.name.trim(),
    code: values.code.trim(),
    licences: values.licences ? Number(values.licences) : null,
  };
  const changed = new Set<string>(differing(before, values));
  return isNew ? body : Object.fromEntries(Object.entries(body).filter(([name]) => changed.has(name)));
}

const labels: Record<keyof Values, Key> = {
  name: 'company.name',
  code: 'company.code',
  standing: 'company.standing',
  licences: 'company.licences',
  contracts: 'company.contracts',
  assets: 'company.assets',
  mail_addresses: 'company.mails',
};

type Props = {
  company: Versioned<CompanyDetails>;
  close: () => void;
  saved: (company: Versioned<CompanyDetails>) => void;
};

export function CompanyForm({ company: { value: company, version: first }, close, saved }: Props): JSX.Element {
  const [before, setBefore] = useState(() => valuesOf(company));
  const [values, setValues] = useState(before);
  const [version, setVersion] = useState(first);
  const [meanwhile, setMeanwhile] = useState<string[]>([]);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<Values>): void => setValues((now) => ({ ...now, ...part }));
  const plans = planOptions(company.business);
  const save = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFault('');
    const isNew = company.id === 0;
    saveCompany(company.id, { ...(isNew ? { business: company.business } : {}), ...bodyOf(before, values, isNew) }, version)
      .then((done) => {
        saved(done);
        close();
      })
      .catch((error: unknown) => {
        const newer = newerOf<CompanyDetails>(error);
        if (!newer) return setFault(sayError(error));
        const theirs = valuesOf(newer.value);
        setMeanwhile(differing(before, theirs).map((name) => t(labels[name])));
        setValues(merged(before, values, theirs));
        setBefore(theirs);
        setVersion(newer.version);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Dialog title={company.id ? t('company.change', { name: company.name }) : t('company.new')} close={close} class="wide">
      <form class="form" onSubmit={save}>
        <div class="controls">
          <TextField label={t('company.name')} value={values.name} change={(name) => set({ name })} required />
          <TextField label={t('company.code')} value={values.code} change={(code) => set({ code })} />
          <ChoiceField
            label={t('company.standing')}
            value={values.standing}
            change={(value) => set({ standing: value as Standing })}
            options={standings.map((value) => ({ value, title: t(`standing.${value}`) }))}
          />
          <NumberField
            label={t('company.licences')}
            value={values.licences}
            change={(licences) => set({ licences })}
            min={0}
            max={100000}
          />
        </div>
        <Rows<Contract>
          title={t('company.contracts')}
          add={t('company.addContract')}
          rows={values.contracts}
          fresh={{ plan: plans[0]?.value ?? 'none', from: null, to: null }}
          change={(contracts) => set({ contracts })}
          draw={(row, put) => (
            <>
              <ChoiceField label={t('data.plan')} value={row.plan} change={(plan) => put({ plan })} options={plans} />
              <DateField label={t('sheet.from')} value={row.from ?? ''} change={(from) => put({ from: from || null })} />
              <DateField label={t('company.to')} value={row.to ?? ''} change={(to) => put({ to: to || null })} />
            </>
          )}
        />
        <Rows<Asset>
          title={t('company.assets')}
          add={t('company.addAsset')}
          rows={values.assets}
          fresh={{ name: '', serial: null, purchased: null, extended: false }}
          change={(assets) => set({ assets })}
          draw={(row, put) => (
            <>
              <TextField label={t('asset.name')} value={row.name} change={(value) => put({ name: value })} />
              <TextField label={t('asset.serial')} value={row.serial ?? ''} change={(serial) => put({ serial: serial || null })} />
              <DateField
                label={t('asset.purchased')}
                value={row.purchased ?? ''}
                change={(purchased) => put({ purchased: purchased || null })}
              />
              <label class="check-line">
                <input type="checkbox" checked={row.extended} onChange={(event) => put({ extended: event.currentTarget.checked })} />
                <span>{t('asset.extended')}</span>
              </label>
            </>
          )}
        />
        <Rows<MailAddress>
          title={t('company.mails')}
          add={t('company.addMail')}
          rows={values.mail_addresses}
          fresh={{ address: '', enabled: true }}
          change={(mail_addresses) => set({ mail_addresses })}
          draw={(row, put) => (
            <>
              <TextField label={t('door.email')} value={row.address} change={(address) => put({ address })} required />
              <label class="check-line">
                <input type="checkbox" checked={row.enabled} onChange={(event) => put({ enabled: event.currentTarget.checked })} />
                <span>{t('mail.enabled')}</span>
              </label>
            </>
          )}
        />
        <p class="quiet">{t('company.dates')}</p>
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
