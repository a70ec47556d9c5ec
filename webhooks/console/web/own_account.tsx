/** One's own account: password, second factor, sessions elsewhere. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import {
  choosePassword,
  confirmSecondFactor,
  qrPath,
  removeSecondFactor,
  shortestPassword,
  startSecondFactor,
  type SecondFactor,
} from './account';
import { post } from './api';
import { Dialog } from './dialog';
import { Fault } from './door';
import { CodeField, SecretField } from './field';
import { t } from './i18n';
import { door, me, readMe, sayError } from './store';
import { toast } from './toasts';

type Run = (work: () => Promise<void>, done: string) => (event: Event) => void;

function useRun(): { busy: boolean; fault: string; run: Run } {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const run: Run = (work, done) => (event) => {
    event.preventDefault();
    setBusy(true);
    setFault('');
    work()
      .then(readMe)
      .then(() => toast({ text: done, tone: 'good' }))
      .catch((error: unknown) => setFault(sayError(error)))
      .finally(() => setBusy(false));
  };
  return { busy, fault, run };
}

function Password(): JSX.Element {
  const [present, setPresent] = useState('');
  const [wanted, setWanted] = useState('');
  const { busy, fault, run } = useRun();
  const has = me.value?.has_password ?? false;
  const change = async (): Promise<void> => {
    await choosePassword(wanted, has ? present : undefined);
    setPresent('');
    setWanted('');
  };
  return (
    <form class="form-part" onSubmit={run(change, t('account.passwordDone'))}>
      <h3>{t('account.password')}</h3>
      {/* So that password managers know whose it is. */}
      <input type="hidden" autocomplete="username" value={me.value?.email ?? ''} />
      {has && <SecretField label={t('account.present')} value={present} change={setPresent} complete="current-password" />}
      <SecretField label={t('choose.password')} value={wanted} change={setWanted} complete="new-password" />
      <p class="quiet">{t('choose.text', { count: shortestPassword })}</p>
      {fault && <Fault text={fault} />}
      <button type="submit" class="button" disabled={busy}>
        {t('account.change')}
      </button>
    </form>
  );
}

function Qr({ rows, label }: { rows: string[]; label: string }): JSX.Element {
  const width = rows.length;
  return (
    <svg class="qr" viewBox={`-4 -4 ${width + 8} ${width + 8}`} role="img" aria-label={label}>
      <rect x="-4" y="-4" width={width + 8} height={width + 8} />
      <path d={qrPath(rows)} />
    </svg>
  );
}

function AddFactor(): JSX.Element {
  const [shown, setShown] = useState<SecondFactor | null>(null);
  const [code, setCode] = useState('');
  const { busy, fault, run } = useRun();
  const [trouble, setTrouble] = useState('');
  const start = (): void => {
    startSecondFactor()
      .then(setShown)
      .catch((error: unknown) => setTrouble(sayError(error)));
  };
  if (!shown) {
    return (
      <>
        <p class="quiet">{t('account.factorText')}</p>
        {trouble && <Fault text={trouble} />}
        <button type="button" class="button" onClick={start}>
          {t('account.factorAdd')}
        </button>
      </>
    );
  }
  return (
    <form class="form-part" onSubmit={run(() => confirmSecondFactor(code), t('account.factorOn'))}>
      <p>{t('account.factorScan')}</p>
      <Qr rows={shown.qr} label={t('account.factorQr')} />
      <p class="quiet">
        {t('account.factorType')} <code class="code wraps">{shown.secret}</code>
      </p>
      <CodeField label={t('door.code')} value={code} change={setCode} />
      {fault && <Fault text={fault} />}
      <button type="submit" class="button primary" disabled={busy}>
        {t('account.factorConfirm')}
      </button>
    </form>
  );
}

function RemoveFactor(): JSX.Element {
  const [password, setPassword] = useState('');
  const { busy, fault, run } = useRun();
  return (
    <form class="form-part" onSubmit={run(() => removeSecondFactor(password), t('account.factorOff'))}>
      <p>{t('account.factorIsOn')}</p>
      <SecretField label={t('account.present')} value={password} change={setPassword} complete="current-password" />
      {fault && <Fault text={fault} />}
      <button type="submit" class="button" disabled={busy}>
        {t('account.factorRemove')}
      </button>
    </form>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="form-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

async function leaveEverywhere(): Promise<void> {
  try {
    await post('/sign-out-everywhere');
    door.value = 'out';
  } catch (error) {
    toast({ text: sayError(error), tone: 'bad' });
  }
}

export function OwnAccount({ close }: { close: () => void }): JSX.Element {
  return (
    <Dialog title={t('account.title')} close={close}>
      <p class="quiet">
        {me.value?.name} · {me.value?.email}
      </p>
      <Password />
      {me.value?.has_password && (
        <Part title={t('account.factor')}>{me.value.second_factor ? <RemoveFactor /> : <AddFactor />}</Part>
      )}
      <Part title={t('account.sessions')}>
        <p class="quiet">{t('account.everywhereText')}</p>
        <button type="button" class="button danger" onClick={() => void leaveEverywhere()}>
          {t('account.everywhere')}
        </button>
      </Part>
    </Dialog>
  );
}
