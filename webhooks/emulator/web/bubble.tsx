// One message on the screen: what it says, its buttons, its ticks, and what can be done with it.
import type { ComponentChildren, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { onlyEmoji, plain, rich, size, time } from './format';
import { Icon, TickMark, type IconName } from './icons';
import { act, attempt, now, open, quoting, type BusinessNumber, type Message } from './model';
import { Sheet } from './sheet';
import { VoiceNote } from './voice';
import { words } from './words';

export const mediaUrl = (id: string): string => `/emulator/api/media/${id}`;
const source = (media: { id?: string; link?: string }): string => (media.id ? mediaUrl(media.id) : (media.link ?? ''));

/** What a message is in one line, for quotes and the list of chats. */
export function summary(message: Message): string {
  const w = words();
  const content = message.content ?? {};
  if (message.revoked) return w.deletedMine;
  switch (message.type) {
    case 'text':
      return content.body ?? '';
    case 'interactive':
      return content.body?.text ?? content.button_reply?.title ?? content.list_reply?.title ?? '';
    case 'button':
      return content.text ?? '';
    case 'template':
      return message.shown?.body ?? w.template;
    case 'audio':
      return `🎤 ${content.voice ? w.voiceNote : w.audio}`;
    case 'image':
      return `📷 ${content.caption || w.image}`;
    case 'video':
      return `🎬 ${content.caption || w.video}`;
    case 'document':
      return `📄 ${content.filename || w.document}`;
    case 'sticker':
      return `🏷 ${w.sticker}`;
    case 'location':
      return `📍 ${content.name || w.position}`;
    case 'contacts':
      return `👤 ${content[0]?.name?.formatted_name ?? w.contact}`;
    default:
      return w.unsupported;
  }
}

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

function MapTile({ place }: { place: any }): VNode {
  return (
    <div class="map">
      <svg viewBox="0 0 240 120" role="img" aria-label={words().map} preserveAspectRatio="xMidYMid slice">
        <rect width="240" height="120" class="land" />
        <path d="M-10 96C40 70 70 104 120 84s70-30 130-12v60H-10z" class="water" />
        <path d="M-5 40L110 22l140 30M60-5l22 130M150-5l-18 130M-5 70l250-18M196-5l14 130" class="road" />
        <path d="M100 30h34v22h-34zM24 48h26v18H24zM164 24h22v20h-22z" class="house" />
        <path d="M120 68s16-14 16-27a16 16 0 0 0-32 0c0 13 16 27 16 27z" class="marker" />
        <circle cx="120" cy="41" r="6" class="hole" />
      </svg>
      <p>
        <b>{place.name || words().position}</b>
        <span>{place.address || `${Number(place.latitude).toFixed(4)}, ${Number(place.longitude).toFixed(4)}`}</span>
      </p>
    </div>
  );
}

function FileTile({ media }: { media: any }): VNode {
  const name: string = media.filename || words().document;
  const kind = name.includes('.') ? (name.split('.').pop() ?? '') : (media.mime_type ?? '').split('/').pop();
  return (
    <a class="file" href={source(media)} download={name}>
      <Icon name="file" size={32} />
      <span>
        <b>{name}</b>
        <small>{[kind?.toUpperCase(), media.size ? size(media.size) : ''].filter(Boolean).join(' · ')}</small>
      </span>
    </a>
  );
}

function Picture({ media }: { media: any }): VNode {
  const [large, setLarge] = useState(false);
  const alt = media.caption || words().image;
  if (!media.id) return <a href={media.link} target="_blank" rel="noopener noreferrer">{media.link}</a>;
  return (
    <>
      <button type="button" class="picture" onClick={() => setLarge(true)} aria-label={alt}>
        <img src={mediaUrl(media.id)} alt={alt} loading="lazy" />
      </button>
      {large && (
        <Sheet title={words().image} onClose={() => setLarge(false)}>
          <img class="large" src={mediaUrl(media.id)} alt={alt} />
        </Sheet>
      )}
    </>
  );
}

function Card({ contact }: { contact: any }): VNode {
  return (
    <div class="card">
      <span class="avatar small">
        <Icon name="person" size={22} />
      </span>
      <span>
        <b>{contact?.name?.formatted_name ?? words().contact}</b>
        <small>{(contact?.phones ?? []).map((one: any) => one.phone).join(', ')}</small>
      </span>
    </div>
  );
}

function Header({ header }: { header?: any }): VNode | null {
  if (!header) return null;
  if (header.type === 'text') return <p class="head">{header.text}</p>;
  if (header.type === 'image') return <Picture media={header.image} />;
  return header.type === 'document' ? <FileTile media={header.document} /> : null;
}

function Content({ message }: { message: Message }): VNode {
  const w = words();
  const content = message.content ?? {};
  switch (message.type) {
    case 'text':
      return <p class={`text ${onlyEmoji(content.body ?? '') ? 'emoji' : ''}`}>{rich(content.body ?? '')}</p>;
    case 'image':
      return (
        <>
          <Picture media={content} />
          {content.caption && <p class="text">{rich(content.caption)}</p>}
        </>
      );
    case 'video':
      return (
        <>
          <video class="film" src={source(content)} controls preload="metadata" />
          {content.caption && <p class="text">{rich(content.caption)}</p>}
        </>
      );
    case 'audio':
      return <VoiceNote message={message} source={source(content)} number={open.get()} />;
    case 'document':
      return (
        <>
          <FileTile media={content} />
          {content.caption && <p class="text">{rich(content.caption)}</p>}
        </>
      );
    case 'sticker':
      return <img class="sticker" src={source(content)} alt={w.sticker} />;
    case 'location':
      return <MapTile place={content} />;
    case 'contacts':
      return <Card contact={content[0]} />;
    case 'template':
      return (
        <>
          {message.shown?.header && <p class="head">{message.shown.header}</p>}
          <p class="text">{rich(message.shown?.body ?? '')}</p>
          {message.shown?.footer && <p class="foot">{message.shown.footer}</p>}
        </>
      );
    case 'button':
      return <p class="text">{content.text}</p>;
    case 'interactive': {
      const tapped = content.button_reply ?? content.list_reply;
      if (tapped) {
        return (
          <p class="text">
            {tapped.title}
            {tapped.description && <small class="described">{tapped.description}</small>}
          </p>
        );
      }
      return (
        <>
          <Header header={content.header} />
          <p class="text">{rich(content.body?.text ?? '')}</p>
          {content.footer && <p class="foot">{content.footer.text}</p>}
        </>
      );
    }
    default:
      return <p class="text quiet">{w.unsupported}</p>;
  }
}

function Choices({ message }: { message: Message }): VNode {
  const content = message.content;
  const [chosen, setChosen] = useState('');
  const [shown, setShown] = useState(false);
  const close = (): void => {
    setShown(false);
    setChosen('');
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!chosen) return;
    close();
    void act({ type: 'tap', message: message.id, id: chosen });
  };
  return (
    <>
      <button type="button" class="choice" onClick={() => setShown(true)}>
        <Icon name="list" size={18} /> {content.action.button}
      </button>
      {shown && (
        <Sheet title={content.action.button || words().choose} onClose={close}>
          <form onSubmit={submit} class="rows">
            {content.action.sections.map((section: any, s: number) => (
              <fieldset key={s}>
                {section.title && <legend>{section.title}</legend>}
                {section.rows.map((row: any, r: number) => (
                  <label key={row.id}>
                    <span>
                      <b>{row.title}</b>
                      {row.description && <small>{row.description}</small>}
                    </span>
                    <input
                      type="radio"
                      name="row"
                      value={row.id}
                      data-first={s === 0 && r === 0 ? true : undefined}
                      onChange={() => setChosen(row.id)}
                    />
                  </label>
                ))}
              </fieldset>
            ))}
            <button type="submit" class="primary" disabled={!chosen}>
              {words().send}
            </button>
          </form>
        </Sheet>
      )}
    </>
  );
}

function Attached({ message }: { message: Message }): VNode | null {
  const w = words();
  const content = message.content ?? {};
  const choice = (name: string, icon: IconName, deed: Record<string, unknown>): VNode => (
    <button type="button" class="choice" key={name} onClick={() => void act(deed)}>
      <Icon name={icon} size={18} /> {name}
    </button>
  );
  const visit = (name: string, url: string): VNode => (
    <a class="choice" key={name} href={url} target="_blank" rel="noopener noreferrer" title={w.openLink}>
      <Icon name="link" size={18} /> {name}
    </a>
  );
  let buttons: ComponentChildren = null;
  if (message.type === 'template') {
    buttons = message.shown?.buttons.map((one) =>
      one.type === 'QUICK_REPLY'
        ? choice(one.text, 'reply', { type: 'tap', message: message.id, title: one.text })
        : one.url
          ? visit(one.text, one.url)
          : null,
    );
  } else if (message.type === 'interactive') {
    const action = content.action ?? {};
    if (content.type === 'button') {
      buttons = action.buttons.map((one: any) => choice(one.reply.title, 'reply', { type: 'tap', message: message.id, id: one.reply.id }));
    }
    if (content.type === 'list') buttons = <Choices message={message} />;
    if (content.type === 'cta_url') buttons = visit(action.parameters.display_text, action.parameters.url);
    if (content.type === 'request_contact_info') {
      buttons = choice(w.shareNumber, 'person', { type: 'share_contact', reply_to: message.id });
    }
    if (content.type === 'location_request_message') {
      buttons = choice(w.sendPosition, 'pin', { type: 'location', reply_to: message.id });
    }
  }
  if (!buttons || (Array.isArray(buttons) && buttons.length === 0)) return null;
  return <div class={`choices ${message.answered ? 'answered' : ''}`}>{buttons}</div>;
}

const quick = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
const editable = 15 * 60_000;
const revocable = 48 * 3_600_000;

function Menu({ message, onClose, onDetails }: { message: Message; onClose: () => void; onDetails: () => void }): VNode {
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

function Details({ message, onClose }: { message: Message; onClose: () => void }): VNode {
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
        {menu && <Menu message={message} onClose={() => setMenu(false)} onDetails={() => setDetails(true)} />}
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
      {!message.revoked && !failed && <Attached message={message} />}
      {menu && <div class="shield" onClick={() => setMenu(false)} />}
      {details && <Details message={message} onClose={() => setDetails(false)} />}
    </li>
  );
}
