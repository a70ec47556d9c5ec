/** What is shown while the desk has not answered: it appears after a moment, so that a quick answer does not flicker. */
import type { JSX } from 'preact';
import { t } from './i18n';

export function Loading(): JSX.Element {
  return (
    <p class="empty loading" role="status">
      {t('app.loading')}
    </p>
  );
}
