/** The bar on top: whether the desk is open, what needs a look, and the person's own settings. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { firstPart } from './admin_page';
import type { Service } from './api';
import { desktop, setDesktop, setSound, sound } from './alerts';
import { language, say, setLanguage, t } from './i18n';
import { Icon } from './icons';
import { Link } from './link';
import { connected } from './live';
import { Menu } from './menu';
import { OwnAccount } from './own_account';
import { desk, me, now, signOut, toCheck } from './store';
import { sheet } from './shortcuts';
import { setTheme, theme } from './theme';
import { toast } from './toasts';
import { clock, daysFrom, moment } from './time';

/** "aperto fino alle 13:00" */
export function serviceState(service: Service, zone: string, present: Date): string {
  const lang = language.value;
  if (service.open) {
    if (!service.until) return t('desk.openAlways');
    return daysFrom(present, service.until, zone) === 0
      ? t('desk.open', { time: clock(service.until, zone, lang) })
      : t('desk.openLate', { time: moment(service.until, zone, lang, present) });
  }
  if (!service.next_opening) return t('desk.closedAlways');
  const time = moment(service.next_opening, zone, lang, present);
  return service.exception ? t('desk.closedFor', { why: say(service.exception), time }) : t('desk.closed', { time });
}

function Hours(): JSX.Element {
  return (
    <ul class="hours">
      {desk.value?.businesses.map((business) => {
        const service = business.services[0];
        return service ? (
          <li key={business.id} class={service.open ? 'is-open' : 'is-closed'}>
            <b>{business.name}</b> <span>{serviceState(service, business.zone, now.value)}</span>
          </li>
        ) : null;
      })}
    </ul>
  );
}

export function LanguageButton(): JSX.Element {
  const other = language.value === 'it' ? 'en' : 'it';
  return (
    <button type="button" class="button plain" lang={other} onClick={() => setLanguage(other)}>
      {t('app.language')}
    </button>
  );
}

function AlertChoices(): JSX.Element {
  const ask = async (on: boolean): Promise<void> => {
    if (!(await setDesktop(on))) toast({ text: t('alerts.denied'), tone: 'bad' });
  };
  return (
    <>
      <label class="check-line">
        <input type="checkbox" checked={desktop.value} onChange={(event) => void ask(event.currentTarget.checked)} />
        {t('alerts.desktop')}
      </label>
      <label class="check-line">
        <input type="checkbox" checked={sound.value} onChange={(event) => setSound(event.currentTarget.checked)} />
        {t('alerts.sound')}
      </label>
    </>
  );
}

function OwnMenu(): JSX.Element {
  const [account, showAccount] = useState(false);
  const name = me.value?.name ?? '';
  const part = firstPart();
  const summary = (
    <>
      <span class="avatar" aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      <span class="menu-name">{name}</span>
      <span class="hidden">{t('app.menu')}</span>
    </>
  );
  return (
    <>
    <Menu summary={summary} summaryClass="button plain">
      <p class="menu-live">
        <span class={`dot ${connected.value ? 'good' : 'bad'}`} />
        {connected.value ? t('live.on') : t('live.lost')}
      </p>
      <label class="field">
        <span>{t('app.theme')}</span>
        <select value={theme.value} onChange={(event) => setTheme(event.currentTarget.value)}>
          <option value="auto">{t('app.theme.auto')}</option>
          <option value="light">{t('app.theme.light')}</option>
          <option value="dark">{t('app.theme.dark')}</option>
        </select>
      </label>
      <AlertChoices />
      <LanguageButton />
      {part && (
        <Link to={{ page: 'admin', part }} class="button plain">
          {t('admin.title')}
        </Link>
      )}
      <button type="button" class="button plain" onClick={() => (sheet.value = true)}>
        {t('keys.title')} <kbd>?</kbd>
      </button>
      <button type="button" class="button plain" onClick={() => showAccount(true)}>
        {t('account.open')}
      </button>
      <button type="button" class="button plain" onClick={() => void signOut()}>
        {t('app.signOut')}
      </button>
    </Menu>
    {account && <OwnAccount close={() => showAccount(false)} />}
    </>
  );
}

function ChannelDown(): JSX.Element | null {
  const channel = desk.value?.channel;
  if (!channel || (channel.up && !channel.problem)) return null;
  return (
    <p class={channel.up ? 'strip warn' : 'strip bad'} role="alert">
      <Icon name="alert" />
      <span>
        <b>{t(channel.up ? 'desk.channelConcern' : 'desk.channelDown')}.</b> {channel.problem && say(channel.problem)}{' '}
        {channel.remedy && say(channel.remedy)}
      </span>
    </p>
  );
}

export function Header(): JSX.Element {
  const count = toCheck.value;
  return (
    <header class="top">
      <div class="bar">
        <Link to={{ page: 'list' }} class="brand" label={t('app.title')}>
          <img src="/console/icon.svg" alt="" width="26" height="26" />
          <span>{t('app.title')}</span>
        </Link>
        <Hours />
        {count > 0 && (
          <Link to={{ page: 'check' }} class="button check" label={t('desk.check', { count })}>
            <Icon name="alert" size={16} />
            <span class="check-words">{t('desk.check', { count })}</span>
            <span class="check-count">{count}</span>
          </Link>
        )}
        <OwnMenu />
      </div>
      <ChannelDown />
    </header>
  );
}
