/** One ticket that is two requests: which messages become the other. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Message, TicketDetails } from './api';
import { Dialog, FormButtons } from './dialog';
import { TextField } from './field';
import { language, t, tOr } from './i18n';
import { go } from './router';
import { now, zoneOf } from './store';
import { moment } from './time';

/** The customer's messages that are this ticket's. Pure. */
export const splittable = (messages: Message[]): Message[] =>
  messages.filter((one) => one.direction === 'in' && one.of_this_ticket);

type Props = {
  details: TicketDetails;
  busy: boolean;
  run: (verb: string, body?: unknown) => Promise<TicketDetails | null>;
  close: () => void;
};

export function SplitForm({ details, busy, run, close }: Props): JSX.Element {
  const messages = splittable(details.messages);
  const [chosen, choose] = useState<ReadonlySet<number>>(new Set());
  const [summary, setSummary] = useState('');
  const zone = zoneOf(details.business);
  const toggle = (id: number): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    choose(next);
  };
  const all = chosen.size === messages.length;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!chosen.size || all) return;
    const done = await run('split', { messages: [...chosen], summary });
    if (!done) return;
    close();
    if (done.opened) go({ page: 'ticket', code: done.opened });
  };
  return (
    <Dialog title={t('split.title', { code: details.code })} close={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p>{messages.length > 1 ? t('split.text') : t('split.one')}</p>
        {messages.length > 1 && (
          <>
            <fieldset class="picks">
              <legend>{t('split.which')}</legend>
              {messages.map((one) => (
                <label key={one.id} class="check-line">
                  <input type="checkbox" checked={chosen.has(one.id)} onChange={() => toggle(one.id)} />
                  <span>
                    {one.text || tOr(`file.${one.attachment?.kind ?? ''}`, one.kind)}{' '}
                    <time class="quiet" dateTime={one.at}>
                      {moment(one.at, zone, language.value, now.value)}
                    </time>
                  </span>
                </label>
              ))}
            </fieldset>
            {all && <p class="bad-text">{t('split.all')}</p>}
            <TextField label={t('split.summary')} hint={t('split.hint')} value={summary} change={setSummary} max={200} />
          </>
        )}
        <FormButtons close={close}>
          {messages.length > 1 && (
            <button type="submit" class="button primary" disabled={busy || !chosen.size || all}>
              {t('split.do')}
            </button>
          )}
        </FormButtons>
      </form>
    </Dialog>
  );
}
