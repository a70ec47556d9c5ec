/** What somebody sees who is not signed in, or cannot reach the desk. */
import type { JSX } from 'preact';
import { t } from './i18n';
import { LanguageButton } from './header';
import { door, enter } from './store';

function Out(): JSX.Element {
  return (
    <>
      <h1>{t('door.title')}</h1>
      <p>{t('door.text')}</p>
      <pre class="command">
        <code>sportello operator reset EMAIL</code>
      </pre>
      <p class="quiet">{t('door.demo')}</p>
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
        {state === 'out' && <Out />}
        {state === 'away' && <Away />}
        {state !== 'checking' && <LanguageButton />}
      </main>
    </div>
  );
}
