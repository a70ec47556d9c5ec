/** What needs a person's look: messages nobody is sure of, messages that failed, events that were put aside. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get, newKey, post, type Callback, type OutboxMessage, type ParkedEvent } from './api';
import { CheckMail } from './check_mail';
import { language, t } from './i18n';
import { Icon } from './icons';
import { Link } from './link';
import { Loading } from './loading';
import { whyNot } from './message';
import { desk, now, readDesk, sayError } from './store';
import { Tasks } from './tasks';
import { moment } from './time';
import { toast } from './toasts';

type Found = { calls: Callback[]; uncertain: OutboxMessage[]; failed: OutboxMessage[]; parked: ParkedEvent[] };

async function look(): Promise<Found> {
  const [calls, uncertain, failed, parked] = await Promise.all([
    get<{ callbacks: Callback[] }>('/callbacks'),
    get<{ messages: OutboxMessage[] }>('/outbox?state=uncertain'),
    get<{ messages: OutboxMessage[] }>('/outbox?state=failed'),
    get<{ events: ParkedEvent[] }>('/parked'),
  ]);
  return { calls: calls.callbacks, uncertain: uncertain.messages, failed: failed.messages, parked: parked.events };
}

const when = (at: string): string => moment(at, 'Europe/Rome', language.value, now.value);

type Again = (path: string, body?: unknown) => Promise<void>;

function Calls({ calls, again }: { calls: Callback[]; again: Again }): JSX.Element {
  return (
    <ul class="checks">
      {calls.map(({ id, since, why, text, ticket, customer }) => (
        <li key={id} class="card">
          <p>
            <b>{customer.company || customer.name || customer.profile_name}</b> {customer.company && customer.name}{' '}
            {customer.phone && <a href={`tel:${customer.phone}`}>{customer.phone}</a>}{' '}
            {customer.reachable && <span class="quiet">{customer.reachable}</span>}
          </p>
          <p class="quiet">
            {when(since)} · {t(`check.why.${why}`)}{' '}
            {ticket && (
              <Link to={{ page: 'ticket', code: ticket }}>
                <span class="code">{ticket}</span>
              </Link>
            )}
          </p>
          <p class="bubble-text">{text}</p>
          <button
            type="button"
            class="button small"
            onClick={() =>
              void (ticket && why === 'unreachable'
                ? again(`/tickets/${encodeURIComponent(ticket)}/call`, { reached: true })
                : again(`/callbacks/${id}/done`))
            }
          >
            {t(why === 'asked' ? 'check.seen' : 'check.called')}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Unsent({ messages, again }: { messages: OutboxMessage[]; again: Again }): JSX.Element {
  return (
    <ul class="checks">
      {messages.map((message) => (
        <li key={message.id} class="card">
          <p class="quiet">
            {when(message.created_at)} {message.to && t('check.to', { to: message.to })}{' '}
            {message.ticket && (
              <Link to={{ page: 'ticket', code: message.ticket }}>
                <span class="code">{message.ticket}</span>
              </Link>
            )}
          </p>
          <p class="bubble-text">{message.text}</p>
          <p class={`fate ${message.state === 'failed' ? 'bad' : 'warn'}`}>
            <Icon name={message.state === 'failed' ? 'alert' : 'question'} size={15} />
            {message.state === 'failed' ? whyNot(message.error_code, message.error) : t('why.uncertain')}
          </p>
          <button type="button" class="button small" onClick={() => void again(`/outbox/${message.id}/resend`)}>
            {t('send.again')}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Parked({ events, again }: { events: ParkedEvent[]; again: Again }): JSX.Element {
  return (
    <ul class="checks">
      {events.map((event) => (
        <li key={event.id} class="card">
          <p class="quiet">
            {when(event.received_at)} · {event.kind}
          </p>
          <p class="fate warn">{event.error}</p>
          <details>
            <summary>{t('check.raw')}</summary>
            <pre tabIndex={0}>{JSON.stringify(event.raw, null, 2)}</pre>
          </details>
          <button type="button" class="button small" onClick={() => void again(`/parked/${event.id}/replay`)}>
            {t('check.replay')}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function CheckPage(): JSX.Element {
  const [found, setFound] = useState<Found | null>(null);
  const [failure, setFailure] = useState('');
  const read = async (): Promise<void> => {
    try {
      setFound(await look());
      setFailure('');
    } catch (error) {
      setFailure(sayError(error));
    }
  };
  const again: Again = async (path, body = {}) => {
    try {
      await post(path, body, newKey());
      toast({ text: t('done.way.none'), tone: 'good' });
    } catch (error) {
      toast({ text: sayError(error), tone: 'bad' });
    }
    await Promise.all([read(), readDesk()]);
  };
  // The desk's counts change exactly when these lists do.
  const { outbox, parked, callbacks } = desk.value ?? { outbox: null, parked: 0, callbacks: 0 };
  useEffect(() => {
    void read();
  }, [outbox?.uncertain, outbox?.failed, parked, callbacks]);
  const nothing =
    found && desk.value?.tasks === 0 && !found.calls.length && !found.uncertain.length && !found.failed.length && !found.parked.length;
  return (
    <div class="check-page">
      <header class="ticket-head">
        <Link to={{ page: 'list' }} class="button plain back" label={t('app.back')}>
          <Icon name="back" />
        </Link>
        <div class="ticket-title">
          <h2>{t('check.title')}</h2>
          <p class="quiet">{t('check.text')}</p>
        </div>
      </header>
      {failure && (
        <div class="empty">
          <p>{failure}</p>
          <button type="button" class="button" onClick={() => void read()}>
            {t('app.retry')}
          </button>
        </div>
      )}
      {!found && !failure && <Loading />}
      {nothing && <p class="empty">{t('check.none')}</p>}
      {found && found.calls.length > 0 && (
        <section>
          <h3>{t('check.calls')}</h3>
          <p class="quiet">{t('check.callsText')}</p>
          <Calls calls={found.calls} again={again} />
        </section>
      )}
      {found && found.uncertain.length > 0 && (
        <section>
          <h3>{t('check.uncertain')}</h3>
          <Unsent messages={found.uncertain} again={again} />
        </section>
      )}
      {found && found.failed.length > 0 && (
        <section>
          <h3>{t('check.failed')}</h3>
          <Unsent messages={found.failed} again={again} />
        </section>
      )}
      <Tasks />
      <CheckMail />
      {found && found.parked.length > 0 && (
        <section>
          <h3>{t('check.parked')}</h3>
          <p class="quiet">{t('check.parkedText')}</p>
          <Parked events={found.parked} again={again} />
        </section>
      )}
    </div>
  );
}
