/** A link inside the console: the browser's own ways of opening one still work. */
import type { ComponentChildren, JSX } from 'preact';
import { go, pathOf, type Route } from './router';

type Props = { to: Route; class?: string; current?: boolean; label?: string; children: ComponentChildren };

export function Link({ to, class: name, current, label, children }: Props): JSX.Element {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      href={pathOf(to)}
      class={name}
      onClick={follow}
      {...(current ? { 'aria-current': 'page' as const } : {})}
      {...(label ? { 'aria-label': label } : {})}
    >
      {children}
    </a>
  );
}
