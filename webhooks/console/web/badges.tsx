/** Small marks: status, priority, flags. Their meaning is in the words, never in the colour alone. */
import type { JSX } from 'preact';
import type { Status } from './api';
import { t, tOr, type Key } from './i18n';
import { Icon } from './icons';

export function StatusBadge({ status }: { status: Status }): JSX.Element {
  return <span class={`badge status-${status}`}>{t(`status.${status}`)}</span>;
}

export function PriorityBadge({ priority }: { priority: number }): JSX.Element | null {
  if (priority === 2) return null;
  return (
    <span class={`badge priority-${priority}`}>
      {priority === 1 && <Icon name="alert" size={13} />}
      {t(`priority.${priority}` as Key)}
    </span>
  );
}

export function Flags({ flags }: { flags: string[] }): JSX.Element {
  return (
    <>
      {flags.map((flag) => (
        <span key={flag} class="badge flag">
          {tOr(`flag.${flag}`, flag.replaceAll('_', ' '))}
        </span>
      ))}
    </>
  );
}
