/** Says that somebody else has saved the same form: what they changed is in it now, what one typed has stayed. */
import type { JSX } from 'preact';
import { t } from './i18n';

export function Meanwhile({ fields }: { fields: string[] }): JSX.Element {
  return (
    <p class="strip warn" role="alert">
      {t('meanwhile.text', { fields: fields.map((name) => `«${name}»`).join(', ') })}
    </p>
  );
}
