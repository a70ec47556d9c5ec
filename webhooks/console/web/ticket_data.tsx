/** The facts of a ticket: answers, files, the person, earlier tickets, the log. */
import type { ComponentChildren, JSX } from 'preact';
import type { FormAnswer, TicketDetails } from './api';
import { StatusBadge } from './badges';
import { eventName, whoName } from './event_words';
import { File } from './file';
import { language, say, t } from './i18n';
import { Link } from './link';
import { Markup } from './markup_view';
import { Notes } from './notes';
import { Proposals } from './proposals';
import { businesses, now, zoneOf } from './store';
import { moment, plainDay, shortTime } from './time';
import { textOf } from './timeline';

function Section({
  title,
  count,
  children,
}: {
  title: string;
  count?: number;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="card">
      <h3>
        {title}
        {count !== undefined && count > 0 && <span class="count">{count}</span>}
      </h3>
      {children}
    </section>
  );
}

function Value({ answer }: { answer: FormAnswer }): JSX.Element {
  if (Array.isArray(answer.value)) {
    return (
      <ol class="items">
        {answer.value.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ol>
    );
  }
  return <Markup text={answer.shown || answer.value} />;
}

function Answers({ form }: { form: FormAnswer[] }): JSX.Element {
  if (form.length === 0) return <p class="quiet">{t('data.noAnswers')}</p>;
  return (
    <dl class="answers">
      {form.map((answer) => (
        <div key={answer.id}>
          <dt>{say(answer.label)}</dt>
          <dd>
            <Value answer={answer} />
            {answer.note && <span class="quiet"> ({answer.note})</span>}
            {answer.unsure && <small class="tag">{t('data.unsure')}</small>}
            {answer.source !== 'asked' && <small class="tag">{t(`data.${answer.source}`)}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function planWords(details: TicketDetails): string {
  const { plan, plan_to: last } = details.customer;
  if (!plan) return t('data.plan.unknown');
  if (plan === 'none') return t('data.plan.none');
  const known = businesses.value.find((one) => one.id === details.business)?.plans.find((one) => one.id === plan);
  const name = known ? say(known.name) : plan;
  return last ? t('data.plan.until', { plan: name, date: plainDay(last, language.value) }) : name;
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Person({ details }: { details: TicketDetails }): JSX.Element {
  const { customer } = details;
  return (
    <>
      <p class="person-name">
        <b>{customer.name}</b>
        {customer.company && <span>{customer.company}</span>}
        {!customer.known && <span class="badge flag">{t('data.newCustomer')}</span>}
      </p>
      <dl class="facts">
        {customer.phone && (
          <Fact name={t('data.phone')}>
            <a href={`tel:${customer.phone}`}>{customer.phone}</a>
            {customer.reachable && <span class="quiet"> {customer.reachable}</span>}
          </Fact>
        )}
        {customer.whatsapp && customer.whatsapp !== customer.phone && (
          <Fact name={t('data.whatsapp')}>{customer.whatsapp}</Fact>
        )}
        {!customer.whatsapp && <Fact name={t('data.whatsapp')}>{customer.username ?? t('data.noNumber')}</Fact>}
        {customer.email && (
          <Fact name={t('data.email')}>
            <a href={`mailto:${customer.email}`}>{customer.email}</a>
          </Fact>
        )}
        <Fact name={t('data.plan')}>{planWords(details)}</Fact>
      </dl>
      {customer.opted_out && <p class="quiet">{t('data.optedOut')}</p>}
    </>
  );
}

function Log({ details }: { details: TicketDetails }): JSX.Element {
  const zone = zoneOf(details.business);
  return (
    <ol class="log">
      {details.events.map((event) => (
        <li key={event.id}>
          <time dateTime={event.at}>{moment(event.at, zone, language.value, now.value)}</time>
          <span>
            <b>{whoName(event.who)}</b> {eventName(event, zone)}
            {event.ticket && <span class="code quiet"> {event.ticket}</span>}
            {textOf(event) && <span class="log-text">{textOf(event)}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

export function TicketData({ details }: { details: TicketDetails }): JSX.Element {
  const zone = zoneOf(details.business);
  return (
    <aside class="data" aria-label={t('ticket.tab.data')} tabIndex={0}>
      <Section title={t('data.answers')}>
        <Answers form={details.form} />
      </Section>
      <Section title={t('data.person')}>
        <Person details={details} />
      </Section>
      {details.proposals.length > 0 && (
        <Section title={t('data.proposals')} count={details.proposals.length}>
          <Proposals details={details} />
        </Section>
      )}
      <Section title={t('data.notes')}>
        <Notes of={`/people/${details.customer.id}`} zone={zone} />
      </Section>
      <Section title={t('data.attachments')} count={details.attachments.length}>
        {details.attachments.length === 0 && <p class="quiet">{t('file.none')}</p>}
        <ul class="files">
          {details.attachments.map((attachment) => (
            <li key={attachment.id}>
              <File attachment={attachment} />
            </li>
          ))}
        </ul>
      </Section>
      {details.history.length > 0 && (
        <Section title={t('data.history')} count={details.history.length}>
          <ul class="history">
            {details.history.map((other) => (
              <li key={other.code}>
                <Link to={{ page: 'ticket', code: other.code }}>
                  <span class="code">{other.code}</span> {other.summary}
                </Link>
                <span class="quiet">
                  <StatusBadge status={other.status} /> {shortTime(other.created_at, zone, language.value, now.value)}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {details.survey && details.survey.score !== null && (
        <Section title={t('data.survey')}>
          <p>
            <b>{t('data.score', { score: details.survey.score })}</b>
          </p>
          {details.survey.comment && <p class="bubble-text">{details.survey.comment}</p>}
        </Section>
      )}
      <Section title={t('data.log')}>
        <Log details={details} />
      </Section>
    </aside>
  );
}
