/** Where an operator writes: to the customer, or a note for colleagues. What is written is kept until it has left. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ApiError, newKey, post, type Message, type TicketDetails } from './api';
import { inserted } from './canned';
import { CannedMenu } from './canned_menu';
import { AttachButton, AttachedFile, useAttached } from './attach';
import { drafts, keepDraft } from './drafts';
import { t } from './i18n';
import { Icon } from './icons';
import { colleagues, typing } from './presence';
import { TemplatePreview } from './template_preview';
import { act, now, readTicket, sayError } from './store';
import { span } from './time';
import { toast } from './toasts';

type Kind = 'reply' | 'note';
/** Of a file. */
const longestCaption = 1024;
const longest: Record<Kind, number> = { reply: 4096, note: 10_000 };
/** Below this much of the window its end is worth a warning. */
const soonOver = 2 * 3_600_000;

/** The newest message of the customer, which a reply says it has seen. */
export function newestInbound(messages: Message[]): string | null {
  return messages.filter((one) => one.direction === 'in' && one.wamid).at(-1)?.wamid ?? null;
}

/** Whether free text reaches the customer now. */
function windowOpen({ window: { open, until } }: TicketDetails, at: Date): boolean {
  return open && until !== null && Date.parse(until) > at.getTime();
}

function Window({ details }: { details: TicketDetails }): JSX.Element {
  if (!windowOpen(details, now.value)) return <p class="window bad">{t('write.closed')}</p>;
  const left = Date.parse(details.window.until ?? '') - now.value.getTime();
  return (
    <p class={`window ${left < soonOver ? 'warn' : ''}`}>
      <Icon name="clock" size={14} /> <span class="window-words">{t('write.left', { time: span(left) })}</span>
      <span class="window-time" aria-hidden="true">
        {span(left)}
      </span>
    </p>
  );
}

/** Somebody else is here: two answers to one question are worse than none. */
function Colleagues(): JSX.Element | null {
  const others = colleagues.value;
  if (!others.length) return <p class="hidden" role="status" />;
  const writes = others.find((one) => one.typing);
  const names = others.map((one) => one.name).join(', ');
  return (
    <p class={`together ${writes ? 'warn' : ''}`} role="status">
      <Icon name={writes ? 'text' : 'eye'} size={15} />
      {writes ? t('together.writes', { name: writes.name }) : t('together.looks', { names })}
    </p>
  );
}

/** Who answers the customer: the assistant falls silent when an operator writes, and can be woken before the end. */
function Answers({ details }: { details: TicketDetails }): JSX.Element | null {
  const [busy, setBusy] = useState(false);
  if (details.bot_answers) return null;
  const release = async (): Promise<void> => {
    setBusy(true);
    try {
      await post(`/tickets/${encodeURIComponent(details.code)}/release`);
      await readTicket();
    } catch (error) {
      toast({ text: sayError(error), tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <p class="together">
      <Icon name="person" size={15} /> {t('bot.silent', { name: details.answered_by })}
      <button type="button" class="button small" disabled={busy} onClick={() => void release()}>
        {t('bot.release')}
      </button>
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
  const field = useRef<HTMLTextAreaElement>(null);
  const [choosing, setChoosing] = useState(false);
  const write = (value: string): void => keepDraft(draft, value);
  const take = (piece: string): void => {
    const box = field.current;
    const put = inserted(text, box?.selectionStart ?? text.length, box?.selectionEnd ?? text.length, piece);
    write(put.text);
    // After the dialog has given the focus back.
    setTimeout(() => {
      box?.focus();
      box?.setSelectionRange(put.at, put.at);
    });
  };
  const attached = useAttached(details.code);
  const file = kind === 'reply' ? attached.file : null;
  const empty = !text.trim() && !file;
  const over = Array.from(text).length - (file ? longestCaption : longest[kind]);
  const citation =
    kind === 'reply' ? details.messages.find((one) => one.wamid !== null && one.wamid === quoted) : undefined;

  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || attached.busy || over > 0 || empty) return;
    setBusy(true);
    // A note stands in the conversation at once; it comes back here if the desk refuses it.
    if (kind === 'note') write('');
    try {
      const seen = newestInbound(details.messages);
      const body =
        kind === 'note' ? { text } : {
              text,
              ...(seen ? { seen } : {}),
              ...(quoted ? { quotes: quoted } : {}),
              ...(file ? { file: file.file, file_name: file.name } : {}),
            };
      const done = await act(details.code, kind, body, key.current);
      key.current = newKey();
      write('');
      unquote();
      if (file) attached.drop();
      if (kind === 'note') toast({ text: t('done.note'), tone: 'good' });
      else if (done.way !== 'whatsapp') toast({ text: t(`done.way.${done.way ?? 'none'}`), tone: 'news' });
    } catch (error) {
      if (kind === 'note') write(text);
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
    <form ref={form} class={`composer ${kind}`} onSubmit={(event) => void send(event)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        setKind('reply');
        attached.add(event.dataTransfer?.files[0]);
      }}
      onPaste={(event) => {
        const pasted = event.clipboardData?.files[0];
        if (!pasted) return;
        event.preventDefault();
        setKind('reply');
        attached.add(pasted);
      }}
    >
      <Colleagues />
      <Answers details={details} />
      <div class="composer-top">
        <div class="segments" role="group" aria-label={t('write.kind')}>
          {(['reply', 'note'] as const).map((one) => (
            <button
              key={one}
              type="button"
              data-key={one}
              aria-pressed={kind === one}
              onClick={() => setKind(one)}
            >
              {t(`write.${one}`)}
            </button>
          ))}
        </div>
        {kind === 'reply' &&
          (details.status === 'closed' ? <p class="window warn">{t('write.final')}</p> : <Window details={details} />)}
      </div>
      {kind === 'reply' && !windowOpen(details, now.value) && <TemplatePreview details={details} text={text} />}
      {kind === 'reply' && <AttachedFile attached={attached} />}
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
          ref={field}
          rows={Math.min(8, Math.max(2, text.split('\n').length))}
          value={text}
          placeholder={label}
          aria-label={label}
          onInput={(event) => {
            write(event.currentTarget.value);
            typing();
          }}
          onKeyDown={keys}
        />
        <button type="submit" class="button primary" disabled={busy || attached.busy || over > 0 || empty}>
          {t(kind === 'reply' ? 'write.send' : 'write.save')}
        </button>
      </div>
      <p class="composer-foot quiet">
        {over > 0 ? <b class="bad-text">{t('write.tooLong', { count: over })}</b> : <span class="hint">{t('write.hint')}</span>}
        {kind === 'reply' && (
          <span class="composer-tools">
            <AttachButton attached={attached} />
            <button type="button" class="button plain small" onClick={() => setChoosing(true)}>
              <Icon name="text" size={15} /> {t('canned.open')}
            </button>
          </span>
        )}
      </p>
      {choosing && <CannedMenu details={details} take={take} close={() => setChoosing(false)} />}
    </form>
  );
}
