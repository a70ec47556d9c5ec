// What slides up over the phone: lists, attachments, details. Keyboard focus stays inside until it is closed.
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons';
import { words } from './words';

const focusable = 'button:not([disabled]), a[href], input:not([disabled]), select, textarea';

export function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    if (!box.current?.contains(document.activeElement)) box.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
    if (event.key !== 'Tab' || !box.current) return;
    const all = [...box.current.querySelectorAll<HTMLElement>(focusable)];
    const edge = event.shiftKey ? all[0] : all[all.length - 1];
    if (document.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? all[all.length - 1] : all[0])?.focus();
  };
  return (
    <div class="cover" onClick={(event) => event.target === event.currentTarget && onClose()}>
      <div class="sheet" role="dialog" aria-modal="true" aria-label={title} tabIndex={-1} ref={box} onKeyDown={keys}>
        <header>
          <h2>{title}</h2>
          <button type="button" class="round" aria-label={words().close} onClick={onClose}>
            <Icon name="close" size={20} />
          </button>
        </header>
        <div class="sheet-body">{children}</div>
      </div>
    </div>
  );
}
