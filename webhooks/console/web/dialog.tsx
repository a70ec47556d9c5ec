/** The browser's own modal dialog: it keeps the focus, and Escape closes it. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from './i18n';
import { Icon } from './icons';

type Props = { title: string; close: () => void; class?: string; children: ComponentChildren };

export function Dialog({ title, close, class: name, children }: Props): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => (before as HTMLElement | null)?.focus?.();
  }, []);
  const clickOutside = (event: MouseEvent): void => {
    if (event.target === box.current) close();
  };
  return (
    <dialog ref={box} class={`dialog ${name ?? ''}`} aria-labelledby={heading} onClose={close} onClick={clickOutside}>
      <div class="dialog-card">
        <div class="dialog-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="button plain small" aria-label={t('app.close')} onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

/** The end of a form in a dialog: a way out, then what the form does. */
export function FormButtons({ close, children }: { close: () => void; children: ComponentChildren }): JSX.Element {
  return (
    <div class="form-buttons">
      <button type="button" class="button" onClick={close}>
        {t('app.cancel')}
      </button>
      {children}
    </div>
  );
}
