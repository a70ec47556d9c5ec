// The phone's two screens: the list of chats, and one of them.
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Bubble } from './bubble';
import { Composer, Suggestions } from './composer';
import { day, dayName, plain, when } from './format';
import { Icon, TickMark } from './icons';
import { clock, customer, customers, hours, key, messages, now, numbers, open, show, threads, typing, visible, type BusinessNumber, type Message } from './model';
import { use } from './store';
import { summary } from './summary';
import { language, words } from './words';

export function Avatar({ name, tint, small }: { name: string; tint?: string | undefined; small?: boolean }): VNode {
  const letters = name
    .split(/[\s.]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => part[0]?.toUpperCase() ?? '')
    .join('');
  return (
    <span class={`avatar ${small ? 'small' : ''}`} style={tint ? { '--tint': tint } : undefined} aria-hidden="true">
      {letters || <Icon name="person" size={20} />}
    </span>
  );
}

export function ChatList(): VNode {
  const w = words();
  const who = use(customer);
  const all = use(threads);
  const wait = use(typing);
  use(clock);
  const list = use(numbers)
    .map((number) => ({ number, thread: all[key(number.id, who)] }))
    .sort((a, b) => (b.thread?.last?.at ?? 0) - (a.thread?.last?.at ?? 0));
  return (
    <div class="screen">
      <header class="top plain">
        <h1>{w.chats}</h1>
      </header>
      <ul class="chats">
        {list.map(({ number, thread }) => {
          const last = thread?.last && visible(thread.last) ? thread.last : undefined;
          const busy = wait?.number === number.id && wait.customer === who;
          return (
            <li key={number.id}>
              <button type="button" onClick={() => show(number.id)}>
                <Avatar name={number.name} tint={number.colour} />
                <span class="what">
                  <b>{number.name}</b>
                  <span class={busy ? 'busy' : ''}>
                    {!busy && last?.from === 'customer' && <TickMark ticks={last.ticks} />}
                    {busy ? w.typing : last ? plain(summary(last)) : number.about || number.display}
                  </span>
                </span>
                <span class="side">
                  {last && <time>{when(last.at, now())}</time>}
                  {thread && thread.unread > 0 && (
                    <span class="badge">
                      {thread.unread}
                      <span class="hidden"> {w.unread}</span>
                    </span>
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Header({ business, busy }: { business: BusinessNumber; busy: boolean }): VNode {
  const w = words();
  const state = use(hours)[business.id]?.[language.get()];
  return (
    <header class="top">
      <button type="button" class="round" aria-label={w.back} onClick={() => show('')}>
        <Icon name="back" />
      </button>
      <Avatar name={business.name} tint={business.colour} small />
      <div class="title">
        <h1>{business.name}</h1>
        <p aria-live="polite">{busy ? w.typing : state || business.about || w.business}</p>
      </div>
    </header>
  );
}

function Typing(): VNode {
  return (
    <li class="row theirs tail">
      <div class="bubble dots" role="status" aria-label={words().typing}>
        <i />
        <i />
        <i />
      </div>
    </li>
  );
}

export function ChatScreen({ embedded }: { embedded: boolean }): VNode | null {
  const w = words();
  const who = use(customer);
  const number = use(open);
  const all = use(messages);
  const wait = use(typing);
  use(clock);
  const business = use(numbers).find((one) => one.id === number);
  const person = use(customers).find((one) => one.id === who);
  const list = (all[key(number, who)] ?? []).filter(visible);
  const busy = wait?.number === number && wait.customer === who;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);

  useEffect(() => {
    atEnd.current = true;
  }, [number, who]);
  useLayoutEffect(() => {
    const last = list[list.length - 1];
    if (box.current && (atEnd.current || last?.from === 'customer')) box.current.scrollTop = box.current.scrollHeight;
  });
  // Pictures have their height only when they are there.
  const settle = (): void => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  };

  if (!business) return null;
  const rows: VNode[] = [];
  let before: Message | undefined;
  for (const message of list) {
    if (!before || day(before.at) !== day(message.at)) {
      rows.push(
        <li class="day" key={`day-${message.id}`}>
          <span>{dayName(message.at, now())}</span>
        </li>,
      );
      before = undefined;
    }
    const quoted = message.quotes ? list.find((one) => one.id === message.quotes) : undefined;
    rows.push(<Bubble key={message.id} message={message} quoted={quoted} business={business} tail={before?.from !== message.from} />);
    before = message;
  }
  return (
    <div class="screen chat">
      <Header business={business} busy={busy} />
      <div
        class="messages"
        ref={box}
        role="log"
        aria-label={business.name}
        tabIndex={0}
        onLoadCapture={settle}
        onScroll={(event) => {
          const list = event.currentTarget;
          atEnd.current = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
        }}
      >
        <ul>
          <li class="day">
            <p>{w.welcome}</p>
          </li>
          {rows}
          {person && !person.online && (
            <li class="day">
              <span>{w.phoneOff}</span>
            </li>
          )}
          {busy && <Typing />}
        </ul>
      </div>
      {!embedded && list.every((one) => one.from === 'business') && <Suggestions />}
      <Composer />
    </div>
  );
}
