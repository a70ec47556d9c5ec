/** Whether the desk's own parts are well: the numbers, the templates at Meta, the profiles on disk. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get, type Localized } from './api';
import { Fault } from './door';
import { language, say, t, tOr } from './i18n';
import { Icon } from './icons';
import { Link } from './link';
import { Loading } from './loading';
import { businessName, desk, may, now, sayError, toCheck, zoneOf } from './store';
import { moment } from './time';

type Channels = {
  up: boolean;
  problem: Localized | null;
  remedy: Localized | null;
  numbers: {
    number: string;
    business: string;
    received_at: string | null;
    sent_at: string | null;
    failed_at: string | null;
    failure: string | null;
  }[];
};
export type Template = {
  business: string;
  purpose: string;
  name: string;
  language: string;
  body: string;
  status: string | null;
  category: string | null;
  reason: string | null;
  updated_at: string | null;
  usable: boolean;
};
type Profile = {
  profile: string;
  business: string;
  running: string;
  found: string | null;
  faults: string[];
  warnings: string[];
};
type Found = { channels: Channels; templates: Template[]; profiles: Profile[] };

export const readTemplates = (): Promise<Template[]> =>
  get<{ templates: Template[] }>('/templates').then((all) => all.templates);

async function look(): Promise<Found> {
  const [channels, templates, profiles] = await Promise.all([
    get<Channels>('/channels'),
    readTemplates(),
    may('setup') ? get<{ profiles: Profile[] }>('/profiles').then((all) => all.profiles) : [],
  ]);
  return { channels, templates, profiles };
}

function Numbers({ channels }: { channels: Channels }): JSX.Element {
  const when = (at: string | null, business: string): string =>
    at ? moment(at, zoneOf(business), language.value, now.value) : t('system.never');
  return (
    <section aria-labelledby="channels-title">
      <h4 id="channels-title">{t('system.channels')}</h4>
      <p>
        <span class={`badge ${channels.up ? 'good' : 'bad'}`}>{t(channels.up ? 'system.up' : 'desk.channelDown')}</span>{' '}
        {channels.problem && say(channels.problem)} {channels.remedy && say(channels.remedy)}
      </p>
      <div class="table-frame" tabIndex={0} role="region" aria-label={t('system.table')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('system.number')}</th>
              <th scope="col">{t('system.received')}</th>
              <th scope="col">{t('system.sent')}</th>
              <th scope="col">{t('system.failed')}</th>
            </tr>
          </thead>
          <tbody>
            {channels.numbers.map((one) => (
              <tr key={one.number}>
                <th scope="row">
                  {businessName(one.business)} <span class="quiet block">{one.number}</span>
                </th>
                <td>{when(one.received_at, one.business)}</td>
                <td>{when(one.sent_at, one.business)}</td>
                <td class="wraps">
                  {one.failed_at ? when(one.failed_at, one.business) : '–'}
                  {one.failure && <span class="quiet block">{one.failure}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet">
        {t('system.channelsText')}{' '}
        {toCheck.value > 0 && <Link to={{ page: 'check' }}>{t('desk.check', { count: toCheck.value })}</Link>}
      </p>
    </section>
  );
}

const tones: Record<string, string> = { APPROVED: 'good', PENDING: 'warn', REJECTED: 'bad', PAUSED: 'bad', DISABLED: 'bad' };

function Templates({ templates }: { templates: Template[] }): JSX.Element {
  return (
    <section aria-labelledby="templates-title">
      <h4 id="templates-title">{t('system.templates')}</h4>
      <p class="quiet">{t('system.templatesText')}</p>
      {templates.length === 0 && <p class="empty">{t('system.noTemplates')}</p>}
      <ul class="cards">
        {templates.map((one) => (
          <li key={one.business + one.name + one.language} class="card">
            <p>
              <b>{tOr(`purpose.${one.purpose}`, one.purpose)}</b> <span class="code">{one.name}</span>{' '}
              <span class="badge">{one.language}</span>{' '}
              <span class={`badge ${tones[(one.status ?? '').toUpperCase()] ?? ''}`}>
                {one.status ? tOr(`template.${one.status.toUpperCase()}`, one.status) : t('template.unknown')}
              </span>{' '}
              <span class="quiet">{businessName(one.business)}</span>
            </p>
            <p class="bubble-text">{one.body}</p>
            {one.reason && (
              <p class="fate bad">
                <Icon name="alert" size={15} /> {one.reason}
              </p>
            )}
            {!one.usable && one.status && <p class="quiet">{t('template.unusable')}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Profiles({ profiles }: { profiles: Profile[] }): JSX.Element {
  return (
    <section aria-labelledby="profiles-title">
      <h4 id="profiles-title">{t('system.profiles')}</h4>
      <p class="quiet">{t('system.profilesText')}</p>
      <ul class="cards">
        {profiles.map((one) => (
          <li key={one.profile} class="card">
            <p>
              <b>{businessName(one.business)}</b> <span class="quiet">{one.profile}</span>{' '}
              <span class={`badge ${one.faults.length ? 'bad' : one.warnings.length ? 'warn' : 'good'}`}>
                {one.faults.length ? t('profile.faults', { count: one.faults.length }) : t('profile.fine')}
              </span>
            </p>
            {one.found !== null && one.found !== one.running && (
              <p class="fate warn">{t('profile.changed', { found: one.found, running: one.running })}</p>
            )}
            {[...one.faults, ...one.warnings].length > 0 && (
              <ul class="import-lines" tabIndex={0} aria-label={t('profile.lines')}>
                {one.faults.map((line) => (
                  <li key={line}>{line}</li>
                ))}
                {one.warnings.map((line) => (
                  <li key={line} class="quiet">
                    {line}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SystemPage(): JSX.Element {
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState('');
  // The desk says when its channel goes up or down.
  const up = desk.value?.channel.up;
  useEffect(() => {
    look()
      .then(setFound)
      .catch((error: unknown) => setFault(sayError(error)));
  }, [up]);
  return (
    <section class="form-part wide-part" aria-labelledby="system-title">
      <h3 id="system-title">{t('admin.system')}</h3>
      {fault && <Fault text={fault} />}
      {!found && !fault && <Loading />}
      {found && <Numbers channels={found.channels} />}
      {found && <Templates templates={found.templates} />}
      {found && found.profiles.length > 0 && <Profiles profiles={found.profiles} />}
    </section>
  );
}
