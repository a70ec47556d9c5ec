// One message on the screen: its frame, what it answers, its ticks.
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Choices } from './choices';
import { Content } from './content';
import { plain, time } from './format';
import { Icon, TickMark } from './icons';
import { MessageDetails, MessageMenu } from './message_menu';
import { quoting, type BusinessNumber, type Message } from './model';
import { summary } from './summary';
import { words } from './words';

function Quote({ message, business }: { message: Message; business: BusinessNumber }): VNode {
  const mine = message.from === 'customer';
  const find = (): void => {
    const target = document.getElementById(`m-${message.id}`);
    target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    target?.classList.add('flash');
    setTimeout(() => target?.classList.remove('flash'), 1200);
  };
  return (
    <button type="button" class={`quote ${mine ? 'mine' : ''}`} onClick={find}>
      <b>{mine ? words().you : business.name}</b>
      <span>{plain(summary(message))}</span>
    </button>
  );
}

/** A pull to the right answers the message. */
function useSwipe(message: Message): Record<string, (event: PointerEvent) => void> {
  const start = useRef<{ x: number; y: number } | null>(null);
  return {
    onPointerDown: (event) => {
      start.current = event.pointerType === 'mouse' ? null : { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event) => {
      if (!start.current) return;
      const x = event.clientX - start.current.x;
      if (Math.abs(event.clientY - start.current.y) > 24) start.current = null;
      if (x > 8 && event.currentTarget instanceof HTMLElement) {
        event.currentTarget.style.setProperty('--pull', `${Math.min(x, 64)}px`);
      }
    },
    onPointerUp: (event) => {
      const pulled = start.current ? event.clientX - start.current.x : 0;
      start.current = null;
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.style.removeProperty('--pull');
      if (pulled > 56) quoting.set({ message, how: 'reply' });
    },
    onPointerCancel: (event) => {
      start.current = null;
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.style.removeProperty('--pull');
    },
  };
}

export function Bubble({ message, quoted, business, tail }: { message: Message; quoted?: Message | undefined; business: BusinessNumber; tail: boolean }): VNode {
  const w = words();
  const [menu, setMenu] = useState(false);
  const [details, setDetails] = useState(false);
  const swipe = useSwipe(message);
  const mine = message.from === 'customer';
  const bare = message.type === 'sticker' && !quoted;
  const failed = message.ticks === 'failed';
  const reactions = [message.customer_reaction, message.business_reaction].filter(Boolean);
  return (
    <li id={`m-${message.id}`} class={`row ${mine ? 'mine' : 'theirs'} ${tail ? 'tail' : ''} ${failed ? 'failed' : ''}`}>
      <div class={`bubble ${bare ? 'bare' : ''} ${message.edited ? 'edited' : ''} ${message.type}`} {...swipe} onContextMenu={(event) => {
        event.preventDefault();
        setMenu(true);
      }}>
        {message.forwarded && <p class="forwarded">↪ {w.forwarded}</p>}
        {quoted && <Quote message={quoted} business={business} />}
        {message.revoked ? <p class="text quiet">🚫 {w.deletedMine}</p> : <Content message={message} />}
        <span class="stamp">
          {message.edited && <span>{w.edited}</span>}
          <time dateTime={new Date(message.at).toISOString()}>{time(message.at)}</time>
          {mine && !message.revoked && <TickMark ticks={message.ticks} />}
          {mine && <span class="hidden">{message.ticks}</span>}
        </span>
        {!message.revoked && (
          <button type="button" class="open-menu" aria-label={w.more} aria-haspopup="menu" aria-expanded={menu} onClick={() => setMenu(!menu)}>
            <Icon name="down" size={18} />
          </button>
        )}
        {menu && <MessageMenu message={message} onClose={() => setMenu(false)} onDetails={() => setDetails(true)} />}
        {reactions.length > 0 && (
          <span class="reactions" aria-label={w.reaction}>
            {reactions.join('')}
          </span>
        )}
      </div>
      {failed && (
        <p class="failure">
          <Icon name="warn" size={16} /> {w.notDelivered} ({message.failure?.code}): {message.failure?.title}
        </p>
      )}
      {!message.revoked && !failed && <Choices message={message} />}
      {menu && <div class="shield" onClick={() => setMenu(false)} />}
      {details && <MessageDetails message={message} onClose={() => setDetails(false)} />}
    </li>
  );
}
