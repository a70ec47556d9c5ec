/** One ticket of the list: three lines of a fixed height, so that a long list can be drawn in part. */
import type { JSX } from 'preact';
import { Flags, PriorityBadge, StatusBadge } from './badges';
import { language, t, tOr } from './i18n';
import { Icon } from './icons';
import { Link } from './link';
import { countedAt, type Listed } from './queue';
import { leftNow, openingTime } from './span';
import { businesses, businessName, desk, now, zoneOf } from './store';
import { shortTime } from './time';

/** As in list.css. */
export const rowHeight = 86;

/** Opening time runs while the standard service is open. */
function isRunning(business: string): boolean {
  return desk.value?.businesses.find((one) => one.id === business)?.services[0]?.open ?? false;
}

function Due({ ticket }: { ticket: Listed }): JSX.Element | null {
  const running = isRunning(ticket.business);
  // Ticks with the page's clock.
  const present = now.value && Date.now();
  if (typeof ticket.minutes_left === 'number') {
    const left = leftNow(ticket.minutes_left, countedAt.value, present, running);
    const late = left <= 0;
    const words = late
      ? t('due.late', { time: openingTime(-left) })
      : t('due.left', { time: openingTime(left) });
    const tone = late ? 'bad' : ticket.due_soon ? 'warn' : 'quiet';
    return (
      <span class={`due ${tone}`} title={t(late ? 'due.lateHint' : 'due.leftHint')}>
        <Icon name="clock" size={13} /> {words}
        {!running && <span class="hidden"> {t('due.paused')}</span>}
      </span>
    );
  }
  if (typeof ticket.waiting_minutes === 'number') {
    const age = -leftNow(-ticket.waiting_minutes, countedAt.value, present, running);
    return <span class="due quiet">{t('due.waits', { time: openingTime(age) })}</span>;
  }
  return null;
}

export function TicketRow({ ticket, current }: { ticket: Listed; current: boolean }): JSX.Element {
  const { customer } = ticket;
  const several = businesses.value.length > 1;
  return (
    <Link to={{ page: 'ticket', code: ticket.code }} class="row" current={current}>
      <span class="row-top">
        {ticket.unread > 0 && (
          <span class="unread">
            <span aria-hidden="true">{ticket.unread}</span>
            <span class="hidden">{t('list.unread', { count: ticket.unread })}</span>
          </span>
        )}
        <b class="row-name">{customer.company || customer.name || ticket.code}</b>
        <Due ticket={ticket} />
        <time dateTime={ticket.updated_at}>
          {shortTime(ticket.updated_at, zoneOf(ticket.business), language.value, now.value)}
        </time>
      </span>
      <span class="row-summary">
        {ticket.excerpt ? (
          <>
            <b>{tOr(`found.${ticket.found_in}`, '')}</b> {ticket.excerpt}
          </>
        ) : (
          ticket.summary
        )}
      </span>
      <span class="row-last">
        <span class="row-marks">
        <StatusBadge status={ticket.status} />
        <PriorityBadge priority={ticket.priority} />
        {ticket.to_call && (
          <span class="badge warn">
            <Icon name="phone" size={12} /> {t('list.toCall')}
          </span>
        )}
        <Flags flags={ticket.flags} />
        </span>
        <span class="row-foot">
          {ticket.assignee && <span class="row-who">{ticket.assignee}</span>}
          {several && <span class="row-business">{businessName(ticket.business)}</span>}
          <span class="code">{ticket.code}</span>
        </span>
      </span>
    </Link>
  );
}
