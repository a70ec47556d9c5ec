/** Quotes and appointments that were put to the customer, and what came of them. */
import type { JSX } from 'preact';
import type { Proposal, TicketDetails } from './api';
import { Markup } from './markup_view';
import { language, t } from './i18n';
import { euros } from './sheets';
import { now, zoneOf } from './store';
import { moment } from './time';

const tones: Record<Proposal['state'], string> = { open: 'warn', accepted: 'good', refused: 'bad', expired: '', withdrawn: '' };

export function Proposals({ details }: { details: TicketDetails }): JSX.Element {
  const when = (at: string): string => moment(at, zoneOf(details.business), language.value, now.value);
  return (
    <ul class="proposals">
      {details.proposals.map((one) => (
        <li key={one.id}>
          <p>
            <b>
              {one.cents === null ? t('proposal.appointment') : euros(one.cents, language.value === 'it' ? 'it-IT' : 'en-GB')}
              {one.start && ` ${when(one.start)}`}
            </b>{' '}
            <span class={`badge ${tones[one.state]}`}>{t(`proposal.${one.state}`)}</span>
          </p>
          {one.text && <Markup text={one.text} />}
          <p class="quiet">
            {one.state === 'open' && one.expires_at && t('proposal.until', { when: when(one.expires_at) })}
            {one.answered_at && when(one.answered_at)}
            {one.answer && ` «${one.answer}»`}
          </p>
        </li>
      ))}
    </ul>
  );
}
