/** Who may use the console: invite, change the role, reset, disable. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import {
  accounts,
  changeAccount,
  invite,
  resetAccount,
  roles,
  wholeLink,
  type Account,
  type OneTimeLink,
  type Role,
} from './account';
import { Confirm, type Question } from './confirm';
import { Dialog } from './dialog';
import { Fault } from './door';
import { language, t } from './i18n';
import { Loading } from './loading';
import { businesses, me, now, sayError } from './store';
import { moment } from './time';
import { toast } from './toasts';

function LinkShown({ name, given, close }: { name: string; given: OneTimeLink; close: () => void }): JSX.Element {
  const link = wholeLink(given.link, location.origin);
  const zone = businesses.value[0]?.zone ?? 'Europe/Rome';
  const copy = (): void => {
    navigator.clipboard
      .writeText(link)
      .then(() => toast({ text: t('operators.copied'), tone: 'good' }))
      .catch(() => toast({ text: t('operators.notCopied'), tone: 'bad' }));
  };
  return (
    <Dialog title={t('operators.linkTitle', { name })} close={close}>
      <p>{t('operators.linkText', { when: moment(given.until, zone, language.value, now.value) })}</p>
      <pre class="command" tabIndex={0}>
        <code>{link}</code>
      </pre>
      <button type="button" class="button primary" onClick={copy}>
        {t('operators.copy')}
      </button>
    </Dialog>
  );
}

function RoleChoice({ value, change, label }: { value: Role; change: (role: Role) => void; label: string }): JSX.Element {
  return (
    <select aria-label={label} value={value} onChange={(event) => change(event.currentTarget.value as Role)}>
      {roles.map((role) => (
        <option key={role} value={role}>
          {t(`role.${role}`)}
        </option>
      ))}
    </select>
  );
}

type InviteProps = { close: () => void; done: (name: string, link: OneTimeLink) => void };

function Invite({ close, done }: InviteProps): JSX.Element {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [fault, setFault] = useState('');
  const send = (event: Event): void => {
    event.preventDefault();
    invite(name.trim(), email.trim(), role)
      .then((link) => done(name.trim(), link))
      .catch((error: unknown) => setFault(sayError(error)));
  };
  return (
    <Dialog title={t('operators.invite')} close={close}>
      <form class="form-part" onSubmit={send}>
        <label class="field">
          <span>{t('operators.name')}</span>
          <input required maxLength={80} value={name} onInput={(event) => setName(event.currentTarget.value)} />
          <small>{t('operators.nameHint')}</small>
        </label>
        <label class="field">
          <span>{t('door.email')}</span>
          <input type="email" required value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{t('operators.role')}</span>
          <RoleChoice value={role} change={setRole} label={t('operators.role')} />
          <small>{t(`role.${role}.hint`)}</small>
        </label>
        {fault && <Fault text={fault} />}
        <button type="submit" class="button primary">
          {t('operators.inviteDo')}
        </button>
      </form>
    </Dialog>
  );
}

function stateOf(account: Account): { text: string; tone: string } {
  if (account.disabled) return { text: t('operators.disabled'), tone: '' };
  if (!account.has_password) return { text: t('operators.invited'), tone: 'warn' };
  return account.second_factor
    ? { text: t('operators.twoFactors'), tone: 'good' }
    : { text: t('operators.onePassword'), tone: '' };
}

export function OperatorsPage(): JSX.Element {
  const [list, setList] = useState<Account[] | null>(null);
  const [fault, setFault] = useState('');
  const [inviting, setInviting] = useState(false);
  const [shown, setShown] = useState<{ name: string; link: OneTimeLink } | null>(null);
  const read = (): Promise<void> =>
    accounts()
      .then(setList)
      .catch((error: unknown) => setFault(sayError(error)));
  useEffect(() => void read(), []);
  const run = (work: Promise<unknown>): void => {
    work
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }))
      .finally(() => void read());
  };
  const [asked, ask] = useState<Question | null>(null);
  const reset = (account: Account): void =>
    ask({
      text: t('operators.resetAsk', { name: account.name }),
      yes: t('operators.resetDo'),
      run: () => run(resetAccount(account.id).then((link) => setShown({ name: account.name, link }))),
    });
  return (
    <div>
      <header class="page-head">
        <h3>{t('admin.operators')}</h3>
        <button type="button" class="button primary" onClick={() => setInviting(true)}>
          {t('operators.invite')}
        </button>
      </header>
      {fault && <Fault text={fault} />}
      {!list && !fault && <Loading />}
      {list && (
        <div class="table-frame" tabIndex={0} role="region" aria-label={t('admin.operators')}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t('operators.name')}</th>
                <th scope="col">{t('operators.role')}</th>
                <th scope="col">{t('operators.state')}</th>
                <th scope="col">
                  <span class="hidden">{t('operators.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((account) => {
                const state = stateOf(account);
                return (
                  <tr key={account.id} class={account.disabled ? 'is-off' : ''}>
                    <th scope="row">
                      {account.name} {account.name === me.value?.name && <span class="badge">{t('operators.you')}</span>}
                      <small class="quiet block">{account.email}</small>
                    </th>
                    <td>
                      <RoleChoice
                        label={t('operators.roleOf', { name: account.name })}
                        value={account.role}
                        change={(role) => run(changeAccount(account.id, { role }))}
                      />
                    </td>
                    <td>
                      <span class={`badge ${state.tone}`}>{state.text}</span>
                    </td>
                    <td class="row-actions">
                      <button type="button" class="button small" onClick={() => reset(account)}>
                        {t('operators.reset')}
                      </button>
                      <button
                        type="button"
                        class="button small"
                        onClick={() => run(changeAccount(account.id, { disabled: !account.disabled }))}
                      >
                        {t(account.disabled ? 'operators.enable' : 'operators.disable')}
                      </button>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {inviting && (
        <Invite
          close={() => setInviting(false)}
          done={(name, link) => {
            setInviting(false);
            setShown({ name, link });
            void read();
          }}
        />
      )}
      {asked && <Confirm question={asked} close={() => ask(null)} />}
      {shown && <LinkShown name={shown.name} given={shown.link} close={() => setShown(null)} />}
    </div>
  );
}
