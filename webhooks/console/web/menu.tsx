/** A menu that closes by itself when the focus or a click goes elsewhere, or something in it was chosen. */
import type { ComponentChildren, JSX, TargetedMouseEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

type Props = { class?: string; summary: ComponentChildren; summaryClass: string; children: ComponentChildren };

export function Menu({ class: name, summary, summaryClass, children }: Props): JSX.Element {
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const leave = (event: Event): void => {
      if (box.current?.open && !box.current.contains(event.target as Node)) box.current.open = false;
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, []);
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !box.current?.open) return;
    box.current.open = false;
    box.current.querySelector('summary')?.focus();
  };
  const choose = (event: TargetedMouseEvent<HTMLDivElement>): void => {
    if (box.current && (event.target as Element).closest('button, a')) box.current.open = false;
  };
  return (
    <details class={`menu ${name ?? ''}`} ref={box} onKeyDown={escape}>
      <summary class={summaryClass}>{summary}</summary>
      <div class="menu-card" onClick={choose}>
        {children}
      </div>
    </details>
  );
}
