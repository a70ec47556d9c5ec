// What a message says: text, picture, film, sound, file, place, contact.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { onlyEmoji, rich, size } from './format';
import { Icon } from './icons';
import { open, type Message } from './model';
import { Sheet } from './sheet';
import { VoiceNote } from './voice';
import { words } from './words';

const mediaUrl = (id: string): string => `/emulator/api/media/${id}`;
const source = (media: { id?: string; link?: string }): string => (media.id ? mediaUrl(media.id) : (media.link ?? ''));

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

export function Content({ message }: { message: Message }): VNode {
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
