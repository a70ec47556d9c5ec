// What can be done with a message, and what the emulator knows of it.
import type { VNode } from 'preact';
import { Icon, type IconName } from './icons';
import { act, attempt, now, quoting, type Message } from './model';
import { Sheet } from './sheet';
import { summary } from './summary';
import { words } from './words';

const quick = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
const editable = 15 * 60_000;
const revocable = 48 * 3_600_000;

export function MessageMenu({ message, onClose, onDetails }: { message: Message; onClose: () => void; onDetails: () => void }): VNode {
  const w = words();
  const mine = message.from === 'customer';
  const age = now() - message.at;
  const react = (emoji: string): void => {
    onClose();
    const same = message.customer_reaction === emoji;
    void act(same ? { type: 'reaction', message: message.id } : { type: 'reaction', message: message.id, emoji });
  };
  const item = (name: string, icon: IconName, run: () => void): VNode => (
    <button
      type="button"
      role="menuitem"
      key={name}
      onClick={() => {
        onClose();
        run();
      }}
    >
      <Icon name={icon} size={18} /> {name}
    </button>
  );
  return (
    <div
      class="menu"
      role="menu"
      aria-label={w.more}
      ref={(box) => {
        if (!box || box.contains(document.activeElement)) return;
        box.querySelector('button')?.focus({ preventScroll: true });
        box.scrollIntoView({ block: 'nearest' });
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        const step = event.key === 'ArrowDown' || event.key === 'ArrowRight' ? 1 : event.key === 'ArrowUp' || event.key === 'ArrowLeft' ? -1 : 0;
        if (!step) return;
        event.preventDefault();
        const all = [...event.currentTarget.querySelectorAll('button')];
        const at = all.findIndex((one) => one === document.activeElement);
        all[(at + step + all.length) % all.length]?.focus();
      }}
    >
      <div class="quick">
        {quick.map((emoji) => (
          <button
            type="button"
            role="menuitem"
            key={emoji}
            class={message.customer_reaction === emoji ? 'on' : ''}
            aria-label={`${w.react} ${emoji}`}
            onClick={() => react(emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
      {item(w.reply, 'reply', () => quoting.set({ message, how: 'reply' }))}
      {mine && message.type === 'text' && age < editable && item(w.edit, 'edit', () => quoting.set({ message, how: 'edit' }))}
      {mine && age < revocable && item(w.remove, 'trash', () => void act({ type: 'revoke', message: message.id }))}
      {item(w.copy, 'copy', () => void attempt(() => navigator.clipboard.writeText(summary(message))))}
      {item(w.details, 'info', onDetails)}
    </div>
  );
}

export function MessageDetails({ message, onClose }: { message: Message; onClose: () => void }): VNode {
  const w = words();
  const rows: [string, string][] = [
    [w.sentAt, `${new Date(message.at).toISOString()}`],
    [w.kind, message.content?.type ? `${message.type} · ${message.content.type}` : message.type],
    [w.state, message.ticks],
    ['id', message.id],
  ];
  if (message.failure) rows.push([String(message.failure.code), `${message.failure.title}. ${message.failure.details}`]);
  return (
    <Sheet title={w.details} onClose={onClose}>
      <dl class="details">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <pre tabIndex={0}>{JSON.stringify(message.content, null, 2)}</pre>
    </Sheet>
  );
}
