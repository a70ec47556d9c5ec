/** A company with its contracts, devices and mail addresses, to be written down. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Asset, CompanyDetails, Contract, MailAddress, Standing } from './customers';
import { saveCompany } from './customers';
import { Dialog, FormButtons } from './dialog';
import { Fault } from './door';
import { ChoiceField, DateField, NumberField, TextField } from './field';
import { say, t } from './i18n';
import { Icon } from './icons';
import { businesses, sayError } from './store';

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

type Props = { company: CompanyDetails; close: () => void; saved: (company: CompanyDetails) => void };

export function CompanyForm({ company, close, saved }: Props): JSX.Element {
  const [name, setName] = useState(company.name);
  const [code, setCode] = useState(company.code ?? '');
  const [standing, setStanding] = useState<Standing>(company.standing);
  const [licences, setLicences] = useState(company.licences === null ? '' : String(company.licences));
  const [contracts, setContracts] = useState<Contract[]>(company.contracts);
  const [assets, setAssets] = useState<Asset[]>(company.assets);
  const [mails, setMails] = useState<MailAddress[]>(company.mail_addresses);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const known = businesses.value.find((one) => one.id === company.business)?.plans ?? [];
  const plans = [...known.map((one) => ({ value: one.id, title: say(one.name) })), { value: 'none', title: t('plan.none') }];
  const save = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFault('');
    saveCompany(company.id, {
      ...(company.id ? {} : { business: company.business }),
      name: name.trim(),
      code: code.trim(),
      standing,
      licences: licences ? Number(licences) : null,
      contracts,
      assets,
      mail_addresses: mails,
    })
      .then((done) => {
        saved(done);
        close();
      })
      .catch((error: unknown) => setFault(sayError(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog title={company.id ? t('company.change', { name: company.name }) : t('company.new')} close={close} class="wide">
      <form class="form" onSubmit={save}>
        <div class="controls">
          <TextField label={t('company.name')} value={name} change={setName} required />
          <TextField label={t('company.code')} value={code} change={setCode} />
          <ChoiceField
            label={t('company.standing')}
            value={standing}
            change={(value) => setStanding(value as Standing)}
            options={standings.map((value) => ({ value, title: t(`standing.${value}`) }))}
          />
          <NumberField label={t('company.licences')} value={licences} change={setLicences} min={0} max={100000} />
        </div>
        <Rows<Contract>
          title={t('company.contracts')}
          add={t('company.addContract')}
          rows={contracts}
          fresh={{ plan: plans[0]?.value ?? 'none', from: null, to: null }}
          change={setContracts}
          draw={(row, set) => (
            <>
              <ChoiceField label={t('data.plan')} value={row.plan} change={(plan) => set({ plan })} options={plans} />
              <DateField label={t('sheet.from')} value={row.from ?? ''} change={(from) => set({ from: from || null })} />
              <DateField label={t('company.to')} value={row.to ?? ''} change={(to) => set({ to: to || null })} />
            </>
          )}
        />
        <Rows<Asset>
          title={t('company.assets')}
          add={t('company.addAsset')}
          rows={assets}
          fresh={{ name: '', serial: null, purchased: null, extended: false }}
          change={setAssets}
          draw={(row, set) => (
            <>
              <TextField label={t('asset.name')} value={row.name} change={(value) => set({ name: value })} />
              <TextField label={t('asset.serial')} value={row.serial ?? ''} change={(serial) => set({ serial: serial || null })} />
              <DateField
                label={t('asset.purchased')}
                value={row.purchased ?? ''}
                change={(purchased) => set({ purchased: purchased || null })}
              />
              <label class="check-line">
                <input type="checkbox" checked={row.extended} onChange={(event) => set({ extended: event.currentTarget.checked })} />
                <span>{t('asset.extended')}</span>
              </label>
            </>
          )}
        />
        <Rows<MailAddress>
          title={t('company.mails')}
          add={t('company.addMail')}
          rows={mails}
          fresh={{ address: '', enabled: true }}
          change={setMails}
          draw={(row, set) => (
            <>
              <TextField label={t('door.email')} value={row.address} change={(address) => set({ address })} required />
              <label class="check-line">
                <input type="checkbox" checked={row.enabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} />
                <span>{t('mail.enabled')}</span>
              </label>
            </>
          )}
        />
        <p class="quiet">{t('company.dates')}</p>
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
