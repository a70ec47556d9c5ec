/** Notices in the corner. The region is always there, so that screen readers speak what appears in it. */
import type { JSX } from 'preact';
import { t } from './i18n';
import { Icon } from './icons';
import { dismiss, toasts } from './toasts';

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((one) => (
        <div key={one.id} class={`toast ${one.tone}`}>
          <p>
            <b>{one.text}</b>
            {one.detail && <span>{one.detail}</span>}
          </p>
          {one.open && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                one.open?.();
                dismiss(one.id);
              }}
            >
              {t('toast.show')}
            </button>
          )}
          <button type="button" class="button plain small" aria-label={t('app.close')} onClick={() => dismiss(one.id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
