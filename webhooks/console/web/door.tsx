/** What somebody sees who is not signed in, must choose a password first, or cannot reach the desk. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { choosePassword, shortestPassword, signIn } from './account';
import { ApiError } from './api';
import { CodeField, SecretField } from './field';
import { t } from './i18n';
import { LanguageButton } from './header';
import { door, enter, sayError } from './store';

type Sent = { busy: boolean; fault: string; send: (work: () => Promise<void>) => (event: Event) => void };

/** One thing at a time, and what went wrong stays on the page. */
function useSending(): Sent {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const send = (work: () => Promise<void>) => (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFault('');
    work()
      .catch((error: unknown) => {
        const wrong = error instanceof ApiError && error.status === 401;
        setFault(wrong ? t('door.wrong') : sayError(error));
      })
      .finally(() => setBusy(false));
  };
  return { busy, fault, send };
}

export function Fault({ text }: { text: string }): JSX.Element {
  return (
    <p class="bad-text" role="alert">
      {text}
    </p>
  );
}

function SignIn(): JSX.Element {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [step, setStep] = useState<'password' | 'code'>('password');
  const { busy, fault, send } = useSending();
  const submit = send(async () => {
    if ((await signIn(email, password, code)) === 'code') setStep('code');
    else await enter();
  });
  return (
    <>
      <h1>{t('door.title')}</h1>
      <form class="door-form" onSubmit={submit}>
        {step === 'password' ? (
          <>
            <label class="field">
              <span>{t('door.email')}</span>
              <input
                type="email"
                autocomplete="username"
                required
                value={email}
                onInput={(event) => setEmail(event.currentTarget.value)}
              />
            </label>
            <SecretField label={t('door.password')} value={password} change={setPassword} complete="current-password" />
          </>
        ) : (
          <CodeField label={t('door.code')} value={code} change={setCode} first />
        )}
        {fault && <Fault text={fault} />}
        <button type="submit" class="button primary wide" disabled={busy}>
          {t('door.enter')}
        </button>
      </form>
      <p class="quiet">{t('door.forgotten')}</p>
    </>
  );
}

function Choose(): JSX.Element {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const { busy, fault, send } = useSending();
  const same = password === again;
  const submit = send(async () => {
    await choosePassword(password);
    await enter();
  });
  return (
    <>
      <h1>{t('choose.title')}</h1>
      <p>{t('choose.text', { count: shortestPassword })}</p>
      <form class="door-form" onSubmit={submit}>
        <SecretField
          label={t('choose.password')}
          value={password}
          change={setPassword}
          complete="new-password"
          shortest={shortestPassword}
        />
        <SecretField label={t('choose.again')} value={again} change={setAgain} complete="new-password" />
        {again && !same && <Fault text={t('choose.differ')} />}
        {fault && <Fault text={fault} />}
        <button type="submit" class="button primary wide" disabled={busy || !same}>
          {t('choose.do')}
        </button>
      </form>
    </>
  );
}

function Away(): JSX.Element {
  return (
    <>
      <h1>{t('away.title')}</h1>
      <p>{t('away.text')}</p>
      <button type="button" class="button primary" onClick={() => void enter()}>
        {t('app.retry')}
      </button>
    </>
  );
}

export function Door(): JSX.Element {
  const state = door.value;
  return (
    <div class="door">
      <main class="door-card" aria-busy={state === 'checking'}>
        <img class="door-logo" src="/console/icon.svg" alt="" width="56" height="56" />
        {state === 'checking' && <h1 class="quiet">{t('app.loading')}</h1>}
        {state === 'out' && <SignIn />}
        {state === 'choose' && <Choose />}
        {state === 'away' && <Away />}
        {state !== 'checking' && <LanguageButton />}
      </main>
    </div>
  );
}
