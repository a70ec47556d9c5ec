/** Where an operator writes: to the customer, or a note for colleagues. What is written is kept until it has left. */
import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { ApiError, newKey, type Message, type TicketDetails } from './api';
import { t } from './i18n';
import { Icon } from './icons';
import { act, now, readTicket, sayError } from './store';
import { span } from './time';
import { toast } from './toasts';

type Kind = 'reply' | 'note';
const longest: Record<Kind, number> = { reply: 4096, note: 10_000 };
/** Below this much of the window its end is worth a warning. */
const soonOver = 2 * 3_600_000;

/** Unsent texts by ticket and kind: they survive a look at another ticket. */
const drafts = signal<Record<string, string>>({});

/** The newest message of the customer, which a reply says it has seen. */
export function newestInbound(messages: Message[]): string | null {
  return messages.filter((one) => one.direction === 'in' && one.wamid).at(-1)?.wamid ?? null;
}

function Window({ details }: { details: TicketDetails }): JSX.Element {
  const { open, until } = details.window;
  if (!open || !until) return <p class="window bad">{t('write.closed')}</p>;
  const left = Date.parse(until) - now.value.getTime();
  if (left <= 0) return <p class="window bad">{t('write.closed')}</p>;
  return (
    <p class={`window ${left < soonOver ? 'warn' : ''}`}>
      <Icon name="clock" size={14} /> <span class="window-words">{t('write.left', { time: span(left) })}</span>
      <span class="window-time" aria-hidden="true">
        {span(left)}
      </span>
    </p>
  );
}

type Props = { details: TicketDetails; quoted: string | null; unquote: () => void };

export function Composer({ details, quoted, unquote }: Props): JSX.Element {
  const [kind, setKind] = useState<Kind>('reply');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // Sending again after a failure must not send twice.
  const key = useRef(newKey());
  const draft = `${details.code}/${kind}`;
  const text = drafts.value[draft] ?? '';
  const write = (value: string): void => {
    drafts.value = { ...drafts.value, [draft]: value };
  };
  const over = Array.from(text).length - longest[kind];
  const citation =
    kind === 'reply' ? details.messages.find((one) => one.wamid !== null && one.wamid === quoted) : undefined;

  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || over > 0 || !text.trim()) return;
    setBusy(true);
    try {
      const seen = newestInbound(details.messages);
      const body =
        kind === 'note' ? { text } : { text, ...(seen ? { seen } : {}), ...(quoted ? { quotes: quoted } : {}) };
      const done = await act(details.code, kind, body, key.current);
      key.current = newKey();
      write('');
      unquote();
      if (kind === 'note') toast({ text: t('done.note'), tone: 'good' });
      else if (done.way !== 'whatsapp') toast({ text: t(`done.way.${done.way ?? 'none'}`), tone: 'news' });
    } catch (error) {
      const newer = error instanceof ApiError && error.status === 409 && kind === 'reply';
      toast({ text: newer ? t('write.newer') : sayError(error), tone: 'bad' });
      if (newer) await readTicket();
    } finally {
      setBusy(false);
    }
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
  };

  const name = details.customer.name || details.customer.company || details.code;
  const label = kind === 'reply' ? t('write.replyTo', { name }) : t('write.noteHere');
  return (
    <form ref={form} class={`composer ${kind}`} onSubmit={(event) => void send(event)}>
      <div class="composer-top">
        <div class="segments" role="group" aria-label={t('write.kind')}>
          {(['reply', 'note'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={kind === one} onClick={() => setKind(one)}>
              {t(`write.${one}`)}
            </button>
          ))}
        </div>
        {kind === 'reply' &&
          (details.status === 'closed' ? <p class="window warn">{t('write.final')}</p> : <Window details={details} />)}
      </div>
      {citation && (
        <p class="citation">
          <Icon name="reply" size={14} />
          <span>{citation.text || t('talk.voice')}</span>
          <button type="button" class="button plain small" aria-label={t('write.noQuote')} onClick={unquote}>
            <Icon name="close" size={14} />
          </button>
        </p>
      )}
      <div class="composer-line">
        <textarea
          rows={2}
          value={text}
          placeholder={label}
          aria-label={label}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={keys}
        />
        <button type="submit" class="button primary" disabled={busy || over > 0 || !text.trim()}>
          {t(kind === 'reply' ? 'write.send' : 'write.save')}
        </button>
      </div>
      <p class="composer-foot quiet">
        {over > 0 ? <b class="bad-text">{t('write.tooLong', { count: over })}</b> : <span>{t('write.hint')}</span>}
      </p>
    </form>
  );
}
