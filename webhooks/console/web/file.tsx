/** A customer's file: a photo, small until it is enlarged, a recording that can be played, anything else to be opened. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Attachment } from './api';
import { Dialog } from './dialog';
import { language, t } from './i18n';
import { Icon } from './icons';
import { Player } from './player';
import { size } from './time';

const nameOf = (attachment: Attachment): string => attachment.name || t(`file.${attachment.kind}`);

function Photo({ attachment, url }: { attachment: Attachment; url: string }): JSX.Element {
  const [large, enlarge] = useState(false);
  const [broken, breaks] = useState(false);
  const name = nameOf(attachment);
  if (broken) return <Paper attachment={attachment} url={url} />;
  return (
    <>
      <button type="button" class="photo" aria-label={t('file.enlarge')} onClick={() => enlarge(true)}>
        <img src={attachment.thumbnail_url ?? url} alt={name} loading="lazy" onError={() => breaks(true)} />
      </button>
      {large && (
        <Dialog title={name} class="lightbox" close={() => enlarge(false)}>
          <img src={url} alt={name} />
          <p class="lightbox-foot">
            <a class="button" href={url} download={attachment.name || `foto-${attachment.id}`}>
              <Icon name="download" size={16} /> {t('file.download')}
            </a>
          </p>
        </Dialog>
      )}
    </>
  );
}

function Paper({ attachment, url }: { attachment: Attachment; url: string }): JSX.Element {
  const name = nameOf(attachment);
  return (
    <a class="paper" href={url} target="_blank" rel="noopener">
      <Icon name="file" size={22} />
      <span>
        <b>{name}</b>
        <small>{size(attachment.size, language.value)}</small>
      </span>
    </a>
  );
}

export function File({ attachment }: { attachment: Attachment }): JSX.Element {
  const { url, kind } = attachment;
  if (attachment.state === 'failed') {
    return <p class="fate bad">{t('file.failed', { why: attachment.error ?? '' })}</p>;
  }
  if (!url) return <p class="quiet">{t('file.waiting')}</p>;
  if (kind === 'image' || kind === 'sticker') return <Photo attachment={attachment} url={url} />;
  if (kind === 'voice' || kind === 'audio') return <Player url={url} label={nameOf(attachment)} />;
  if (kind === 'video')
    return <video class="video" src={url} controls preload="metadata" aria-label={nameOf(attachment)} />;
  return <Paper attachment={attachment} url={url} />;
}
