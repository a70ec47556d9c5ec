/** The browser's own modal dialog: it keeps the focus, Escape closes it, and the focus goes back to where it came from. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from './i18n';
import { Icon } from './icons';

/** Where the focus goes when a dialog closes: to what opened it, to the menu that stood in, or to the page's own part. */
function giveBack(opener: Element | null): void {
  const inMenu = opener?.closest('details:not([open])')?.querySelector('summary');
  const home = inMenu ?? (opener?.isConnected && opener !== document.body ? opener : null);
  if (home instanceof HTMLElement && home.checkVisibility()) return home.focus();
  document.querySelector<HTMLElement>('main')?.focus();
}

type Props = { title: string; close: () => void; class?: string; children: ComponentChildren };

export function Dialog({ title, close, class: name, children }: Props): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // While it is drawn first the focus still stands on what opened it; a menu that closes takes it away afterwards.
  const [opener] = useState(() => document.activeElement);
  const pressedOutside = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    // The way out comes first in the page; whoever opened a form wants its first field.
    if (dialog?.querySelector('[autofocus]') === null) {
      dialog.querySelector<HTMLElement>('form :is(input, select, textarea):not(:disabled)')?.focus();
    }
    return () => {
      gone.current = true;
      // What lies behind an open dialog cannot take the focus.
      dialog?.close();
      giveBack(opener);
    };
  }, []);
  // Text that is selected with the mouse may end outside.
  const outside = (event: Event): boolean => event.target === box.current;
  return (
    <dialog
      ref={box}
      class={`dialog ${name ?? ''}`}
      aria-labelledby={heading}
      onClose={() => {
        // The browser tells it a moment later: by then the next dialog may be open, which this would close.
        if (!gone.current) close();
      }}
      onPointerDown={(event) => {
        pressedOutside.current = outside(event);
      }}
      onClick={(event) => {
        if (outside(event) && pressedOutside.current) close();
      }}
    >
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
