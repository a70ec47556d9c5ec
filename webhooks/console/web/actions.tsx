/** The buttons of a ticket. The desk says which of them make sense now. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { newKey, type TicketDetails } from './api';
import { ActionForm } from './action_form';
import type { FormVerb } from './action_fields';
import { t, tOr } from './i18n';
import { Menu } from './menu';
import { MergeForm } from './merge_form';
import { go } from './router';
import { SplitForm } from './split_form';
import { act, businesses, markUnread, sayError } from './store';
import { toast } from './toasts';

/** Does one thing at a time and says how it went. */
export function useAct(code: string): {
  busy: boolean;
  run: (verb: string, body?: unknown) => Promise<TicketDetails | null>;
} {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const run = async (verb: string, body: unknown = {}): Promise<TicketDetails | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    try {
      const details = await act(code, verb, body, newKey());
      const way = t(`done.way.${details.way ?? 'none'}`);
      const about = { code: details.opened ?? details.merged_into ?? code };
      toast({ text: tOr(`done.${verb}`, way, about), tone: details.way === 'call' ? 'news' : 'good' });
      return details;
    } catch (error) {
      toast({ text: sayError(error), tone: 'bad' });
      return null;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, run };
}

/** Back to the list: looking at the ticket again would read it. */
async function leaveUnread(code: string): Promise<void> {
  go({ page: 'list' });
  try {
    await markUnread(code);
    toast({ text: t('done.unread'), tone: 'good' });
  } catch (error) {
    toast({ text: sayError(error), tone: 'bad' });
  }
}

/** What the menu offers, in order; the desk says which of them make sense now. */
const more: FormVerb[] = ['assign', 'plan', 'quote', 'escalate', 'call', 'time', 'priority', 'close'];

export function Actions({ details }: { details: TicketDetails }): JSX.Element {
  const { busy, run } = useAct(details.code);
  const [form, open] = useState<FormVerb | 'merge' | 'split' | null>(null);
  const close = (): void => open(null);
  const may = (verb: string): boolean => details.actions.includes(verb);
  const taken = details.status !== 'registered';
  const groups = businesses.value.find((one) => one.id === details.business)?.second_level_groups ?? [];
  const offered = more.filter((verb) => may(verb) && (verb !== 'escalate' || groups.length > 0));
  return (
    <div class="actions">
      {may('take') && !taken && (
        <button
          type="button"
          class="button primary"
          data-key="take"
          disabled={busy}
          onClick={() => void run('take')}
        >
          {t('do.take')}
        </button>
      )}
      {may('resolve') && (
        <button
          type="button"
          class={`button ${taken ? 'primary' : ''}`}
          data-key="resolve"
          disabled={busy}
          onClick={() => open('resolve')}
        >
          {t('do.resolve')}
        </button>
      )}
      {may('reopen') && (
        <button type="button" class="button" disabled={busy} onClick={() => void run('reopen')}>
          {t('do.reopen')}
        </button>
      )}
      <Menu summary={<>{t('do.more')}</>} summaryClass="button more-actions">
        {offered.map((verb) => (
          <button key={verb} type="button" class="button plain" onClick={() => open(verb)}>
            {t(`do.${verb}`)}
          </button>
        ))}
        {(['merge', 'split'] as const).map(
          (verb) =>
            may(verb) && (
              <button key={verb} type="button" class="button plain" onClick={() => open(verb)}>
                {t(`do.${verb}`)}
              </button>
            ),
        )}
        <button type="button" class="button plain" data-key="unread" onClick={() => void leaveUnread(details.code)}>
          {t('do.unread')}
        </button>
      </Menu>
      {form === 'merge' && <MergeForm details={details} busy={busy} run={run} close={close} />}
      {form === 'split' && <SplitForm details={details} busy={busy} run={run} close={close} />}
      {form && form !== 'merge' && form !== 'split' && (
        <ActionForm key={form} verb={form} details={details} busy={busy} run={run} close={close} />
      )}
    </div>
  );
}
