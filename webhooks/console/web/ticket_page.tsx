/** One ticket: its head with what can be done, the conversation, the data. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TicketDetails } from './api';
import { Actions } from './actions';
import { Flags, PriorityBadge, StatusBadge } from './badges';
import { Composer } from './composer';
import { Conversation } from './conversation';
import { language, t } from './i18n';
import { Icon } from './icons';
import { Link } from './link';
import { replace } from './router';
import { businessName, forgetTicket, markRead, now, readTicket, ticket, ticketState, zoneOf } from './store';
import { TicketData } from './ticket_data';
import { moment } from './time';
import { attend } from './presence';
import { drafts, keepDraft } from './drafts';
import { toast } from './toasts';

function Head({ details }: { details: TicketDetails }): JSX.Element {
  const zone = zoneOf(details.business);
  const when = (at: string): string => moment(at, zone, language.value, now.value);
  const { customer } = details;
  const title = useRef<HTMLHeadingElement>(null);
  // Who opens a ticket from the list is taken to it, as on a page of its own.
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <header class="ticket-head">
      <Link to={{ page: 'list' }} class="button plain back" label={t('app.back')}>
        <Icon name="back" />
      </Link>
      <div class="ticket-title">
        <h2 ref={title} tabIndex={-1}>
          {customer.company || customer.name || details.code}
          {customer.company && customer.name && <span class="quiet"> {customer.name}</span>}
        </h2>
        <p class="ticket-marks">
          <span class="code">{details.code}</span>
          <StatusBadge status={details.status} />
          <PriorityBadge priority={details.priority} />
          <Flags flags={details.flags} />
        </p>
        <p class="quiet ticket-facts">
          <span>{businessName(details.business)}</span>
          <span>{t('ticket.created', { when: when(details.created_at) })}</span>
          <span>{details.assignee ? t('ticket.assignee', { name: details.assignee }) : t('ticket.nobody')}</span>
          {details.status === 'resolved' && details.reopen_until && (
            <span>{t('ticket.reopenUntil', { when: when(details.reopen_until) })}</span>
          )}
          {details.merged.length > 0 && (
            <span>{t('ticket.merged', { codes: details.merged.map((one) => one.code).join(', ') })}</span>
          )}
          {details.previous && (
            <Link to={{ page: 'ticket', code: details.previous }}>
              {t('ticket.previous', { code: details.previous })}
            </Link>
          )}
        </p>
      </div>
      <button type="button" class="button plain print" aria-label={t('ticket.print')} onClick={() => window.print()}>
        <Icon name="print" />
      </button>
      <Actions details={details} />
    </header>
  );
}

/** On narrow pages the conversation and the data take turns. */
type Part = 'talk' | 'data';

function Parts({ part, choose }: { part: Part; choose: (part: Part) => void }): JSX.Element {
  return (
    <div class="segments parts" role="group" aria-label={t('ticket.tabs')}>
      {(['talk', 'data'] as const).map((one) => (
        <button key={one} type="button" aria-pressed={part === one} onClick={() => choose(one)}>
          {t(`ticket.tab.${one}`)}
        </button>
      ))}
    </div>
  );
}

/** Reads what the customer wrote as soon as somebody looks at it. */
function useMarkRead(details: TicketDetails | null): void {
  useEffect(() => {
    if (details && details.unread > 0 && !document.hidden) void markRead(details.code);
  }, [details]);
}

function Missing({ code }: { code: string }): JSX.Element {
  return (
    <div class="empty">
      <h2>{t('ticket.missing.title')}</h2>
      <p>{t('ticket.missing', { code })}</p>
      <Link to={{ page: 'list' }} class="button">
        {t('app.back')}
      </Link>
    </div>
  );
}

function Failed(): JSX.Element {
  return (
    <div class="empty">
      <h2>{t('away.title')}</h2>
      <p>{t('away.text')}</p>
      <button type="button" class="button primary" onClick={() => void readTicket()}>
        {t('app.retry')}
      </button>
    </div>
  );
}

/** The address of a ticket that was merged leads to the one that stands in its place; so does what was being written. */
function useMerged(details: TicketDetails | null): void {
  const gone = details?.merged_into ? details.code : null;
  const code = details?.merged_into ?? null;
  useEffect(() => {
    if (!gone || !code) return;
    for (const kind of ['reply', 'note']) {
      const written = drafts.value[`${gone}/${kind}`];
      if (written && !drafts.value[`${code}/${kind}`]) keepDraft(`${code}/${kind}`, written);
      keepDraft(`${gone}/${kind}`, '');
    }
    replace({ page: 'ticket', code });
    toast({ text: t('ticket.mergedInto', { gone, code }), tone: 'news' });
  }, [gone, code]);
}

export function TicketPage({ code }: { code: string }): JSX.Element {
  const [part, choose] = useState<Part>('talk');
  const [quoted, quote] = useState<string | null>(null);
  useEffect(() => {
    forgetTicket();
    void readTicket();
    return attend(code);
  }, [code]);
  const details = ticket.value?.code === code ? ticket.value : null;
  useMarkRead(details);
  useMerged(details);
  if (!details) {
    if (ticketState.value === 'missing') return <Missing code={code} />;
    if (ticketState.value === 'failed') return <Failed />;
    return (
      <p class="empty" aria-busy="true">
        {t('app.loading')}
      </p>
    );
  }
  return (
    <article class={`ticket shows-${part}`}>
      <Head details={details} />
      <Parts part={part} choose={choose} />
      <section class="talk" aria-label={t('talk.title', { name: details.customer.name || details.customer.company })}>
        <Conversation details={details} quote={quote} />
        <Composer details={details} quoted={quoted} unquote={() => quote(null)} />
      </section>
      <TicketData details={details} />
    </article>
  );
}
