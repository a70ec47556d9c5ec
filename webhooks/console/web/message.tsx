/** One message of the conversation. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { post, type Message, type TicketDetails } from './api';
import { File } from './file';
import { language, t, tOr } from './i18n';
import { Icon, type IconName } from './icons';
import { Markup } from './markup_view';
import { readTicket, sayError } from './store';
import { clock } from './time';
import { whoIs } from './timeline';
import { toast } from './toasts';

const signs: Record<NonNullable<Message['state']>, IconName> = {
  queued: 'clock',
  in_flight: 'clock',
  sent: 'tick',
  delivered: 'ticks',
  read: 'ticks',
  uncertain: 'question',
  failed: 'alert',
};

/** Why it did not arrive, and what to do now. */
export function whyNot(code: number | null | undefined, error: string | null | undefined): string {
  const detail = [code ? ` (${code})` : '', error ? `: ${error}` : ''].join('');
  return tOr(`why.${code ?? 'none'}`, t('why.other', { detail }));
}

function Resend({ id }: { id: number }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      await post(`/outbox/${id}/resend`);
      toast({ text: t('send.againDone'), tone: 'good' });
      await readTicket();
    } catch (error) {
      toast({ text: sayError(error), tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" class="button small" disabled={busy} onClick={() => void send()}>
      {t('send.again')}
    </button>
  );
}

function Fate({ message }: { message: Message }): JSX.Element | null {
  const { state } = message;
  if (state === 'failed') {
    return (
      <div class="fate bad">
        <p>
          <Icon name="alert" size={15} /> {whyNot(message.error_code, message.error)}
        </p>
        <Resend id={message.id} />
      </div>
    );
  }
  if (state === 'uncertain') {
    return (
      <div class="fate warn">
        <p>
          <Icon name="question" size={15} /> {t('why.uncertain')}
        </p>
        <Resend id={message.id} />
      </div>
    );
  }
  return null;
}

function Quoted({ wamid, details }: { wamid: string; details: TicketDetails }): JSX.Element | null {
  const original = details.messages.find((one) => one.wamid === wamid);
  if (!original) return null;
  const author = original.direction === 'in' ? details.customer.name : t('talk.you');
  return (
    <blockquote class="quoted">
      <span class="hidden">{t('talk.quoted')} </span>
      <b>{author}</b>
      <span>{original.text || tOr(`file.${original.attachment?.kind ?? ''}`, original.kind)}</span>
    </blockquote>
  );
}

function Place({ place }: { place: NonNullable<Message['location']> }): JSX.Element {
  const { latitude, longitude } = place;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return (
    <p class="place">
      <Icon name="place" />
      <span>
        <b>{place.name || t('talk.place')}</b>
        {place.address && <span>{place.address}</span>}
        <a href={href} target="_blank" rel="noreferrer noopener">
          {t('talk.map')}
        </a>
      </span>
    </p>
  );
}

function Body({ message }: { message: Message }): JSX.Element {
  const shown = message.text && !(message.location && message.text === message.location.name);
  const nothing = !message.text && !message.attachment && !message.location && !message.choices.length;
  return (
    <>
      {message.attachment && <File attachment={message.attachment} />}
      {message.location && <Place place={message.location} />}
      {shown && (
        <p class="bubble-text">
          {message.kind === 'tap' && <span class="hidden">{t('talk.tapped')} </span>}
          <Markup text={message.text} />
        </p>
      )}
      {nothing && message.kind && <p class="quiet">{t('talk.unsupported', { kind: message.kind })}</p>}
      {message.link && (
        <a class="choice" href={message.link.url} target="_blank" rel="noreferrer noopener">
          {message.link.label}
        </a>
      )}
      {message.choices.length > 0 && (
        <ul class="choices" aria-label={t('talk.choices')}>
          {message.choices.map((choice) => (
            <li key={choice} class="choice">
              {choice}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function authorOf(message: Message, details: TicketDetails): string {
  if (message.direction === 'in') return details.customer.name || details.customer.profile_name || t('who.customer');
  const { kind, name } = whoIs(message.author ?? 'bot');
  return kind === 'operator' ? name : kind === 'api' ? t('who.api', { name }) : t('talk.bot');
}

/** Why the assistant did not answer; nothing where a person answers, or more was to come. */
export function whySilent(reason: string): string {
  if (reason === 'an operator has this conversation' || reason.startsWith('waits for')) return '';
  const key = `silence.${reason.split(':')[0]?.trim().replaceAll(' ', '_') ?? ''}`;
  return tOr(key, t('talk.unanswered', { why: reason }));
}

type Props = {
  message: Message;
  follows: boolean;
  details: TicketDetails;
  zone: string;
  quote: (wamid: string) => void;
};

export function Bubble({ message, follows, details, zone, quote }: Props): JSX.Element {
  const { wamid, state } = message;
  const fromBot = message.direction === 'out' && whoIs(message.author ?? 'bot').kind === 'bot';
  const silence = message.unanswered_because ? whySilent(message.unanswered_because) : '';
  const marks = [fromBot && 'bot', !message.of_this_ticket && 'aside', follows && 'follows'].filter(Boolean);
  return (
    <li class={['bubble', message.direction, `kind-${message.kind}`, ...marks].join(' ')}>
      <p class={follows ? 'hidden' : 'bubble-author'}>{authorOf(message, details)}</p>
      {message.quotes && <Quoted wamid={message.quotes} details={details} />}
      <Body message={message} />
      {message.template && <p class="quiet">{t('talk.template', { name: message.template })}</p>}
      {silence && <p class="quiet">{silence}</p>}
      <p class="bubble-foot">
        {!message.of_this_ticket && <span>{t('talk.other')}</span>}
        <time dateTime={message.at}>{clock(message.at, zone, language.value)}</time>
        {state && (
          <span class={`ticks ${state}`} title={t(`send.${state}`)}>
            <Icon name={signs[state]} size={16} />
            <span class="hidden">{t(`send.${state}`)}</span>
          </span>
        )}
        {message.direction === 'in' && wamid && (
          <button
            type="button"
            class="quote-button"
            aria-label={t('talk.quote')}
            title={t('talk.quote')}
            onClick={() => quote(wamid)}
          >
            <Icon name="reply" size={15} />
          </button>
        )}
      </p>
      <Fate message={message} />
    </li>
  );
}
