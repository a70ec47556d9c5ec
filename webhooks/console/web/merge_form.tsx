/** Two tickets that are one request: which of them stays. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Status, TicketDetails } from './api';
import { StatusBadge } from './badges';
import { Dialog, FormButtons } from './dialog';
import { t } from './i18n';

export type History = TicketDetails['history'];

/** The customer's other tickets: those it may be merged into, and those it may not. Pure. */
export function mergeChoices(history: History): { open: History; ended: History } {
  const hasEnded = (status: Status): boolean => status === 'resolved' || status === 'closed';
  return {
    open: history.filter((one) => !hasEnded(one.status)),
    ended: history.filter((one) => hasEnded(one.status)),
  };
}

type Props = {
  details: TicketDetails;
  busy: boolean;
  run: (verb: string, body?: unknown) => Promise<TicketDetails | null>;
  close: () => void;
};

export function MergeForm({ details, busy, run, close }: Props): JSX.Element {
  const { open, ended } = mergeChoices(details.history);
  const [into, choose] = useState(open.length === 1 ? (open[0]?.code ?? '') : '');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    // The page of the ticket that is gone leads to the one that stays.
    if (into && (await run('merge', { into }))) close();
  };
  return (
    <Dialog title={t('merge.title', { code: details.code })} close={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        {open.length > 0 ? (
          <>
            <p>{t('merge.text', { code: details.code })}</p>
            <fieldset class="picks">
              <legend>{t('merge.which')}</legend>
              {open.map((one) => (
                <label key={one.code} class="check-line">
                  <input type="radio" name="into" checked={into === one.code} onChange={() => choose(one.code)} />
                  <span>
                    <span class="code">{one.code}</span> {one.summary} <StatusBadge status={one.status} />
                  </span>
                </label>
              ))}
            </fieldset>
          </>
        ) : (
          <p>{t('merge.none')}</p>
        )}
        {ended.length > 0 && (
          <div class="quiet">
            <p>{t('merge.not')}</p>
            <ul>
              {ended.map((one) => (
                <li key={one.code}>
                  <span class="code">{one.code}</span>{' '}
                  {t(one.status === 'resolved' ? 'merge.not.resolved' : 'merge.not.closed')}
                </li>
              ))}
            </ul>
          </div>
        )}
        <FormButtons close={close}>
          {open.length > 0 && (
            <button type="submit" class="button primary" disabled={busy || !into}>
              {t('merge.do')}
            </button>
          )}
        </FormButtons>
      </form>
    </Dialog>
  );
}
