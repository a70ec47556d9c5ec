/** A business's opening days as a year: what the bot answers from, to be signed off. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get } from './api';
import { Fault } from './door';
import { ChoiceField } from './field';
import { language, say, t } from './i18n';
import { Loading } from './loading';
import { businesses, businessOptions, now, sayError } from './store';
import { dayOf, longDay } from './time';
import { exceptionsOf, hoursOf, kindOf, monthsOf, type Day, type ServiceYear } from './year';

type Year = { business: string; year: number; services: ServiceYear[] };

const tag = (): string => (language.value === 'it' ? 'it-IT' : 'en-GB');

function monthName(month: number): string {
  return new Intl.DateTimeFormat(tag(), { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, month - 1, 15)));
}

function weekdays(): { short: string; long: string }[] {
  // 2 January 2023 was a Monday.
  return Array.from({ length: 7 }, (_, index) => {
    const day = new Date(Date.UTC(2023, 0, 2 + index));
    const name = (weekday: 'narrow' | 'long'): string =>
      new Intl.DateTimeFormat(tag(), { weekday, timeZone: 'UTC' }).format(day);
    return { short: name('narrow'), long: name('long') };
  });
}

function Cell({ day, today }: { day: Day | null; today: string }): JSX.Element {
  if (!day) return <td />;
  const kind = kindOf(day);
  const hours = hoursOf(day) || t('year.closed');
  const words = day.exception ? `${say(day.exception)}: ${hours}` : hours;
  return (
    <td class={`${kind} ${day.date === today ? 'today' : ''}`} title={words}>
      {Number(day.date.slice(8))}
      <span class="hidden"> {words}</span>
    </td>
  );
}

function ServiceMonths({ service, today }: { service: ServiceYear; today: string }): JSX.Element {
  const exceptions = exceptionsOf(service.days);
  return (
    <>
      <div class="year">
        {monthsOf(service.days).map(({ month, weeks }) => (
          <table key={month} class="month">
            <caption>{monthName(month)}</caption>
            <thead>
              <tr>
                {weekdays().map((day) => (
                  <th key={day.long} scope="col" abbr={day.long}>
                    {day.short}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeks.map((week, index) => (
                <tr key={index}>
                  {week.map((day, place) => (
                    <Cell key={place} day={day} today={today} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
      <h4>{t('year.exceptions', { count: exceptions.length })}</h4>
      <ul class="exceptions">
        {exceptions.map((day) => (
          <li key={day.date}>
            <b>{longDay(`${day.date}T12:00:00Z`, 'UTC', language.value, now.value)}</b>{' '}
            {day.exception && say(day.exception)} · {hoursOf(day) || t('year.closed')}
          </li>
        ))}
      </ul>
    </>
  );
}

export function CalendarPage(): JSX.Element {
  const zone = businesses.value[0]?.zone ?? 'Europe/Rome';
  const today = dayOf(now.value, zone);
  const [business, setBusiness] = useState(businesses.value[0]?.id ?? '');
  const [year, setYear] = useState(Number(today.slice(0, 4)));
  const [serviceId, setService] = useState('');
  const [found, setFound] = useState<Year | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    setFault('');
    get<Year>(`/businesses/${encodeURIComponent(business)}/year?year=${year}`)
      .then(setFound)
      .catch((error: unknown) => setFault(sayError(error)));
  }, [business, year]);
  const service = found?.services.find((one) => one.id === serviceId) ?? found?.services[0];
  return (
    <section aria-labelledby="calendar-title">
      <header class="page-head">
        <h3 id="calendar-title">{t('admin.calendar')}</h3>
        <div class="controls">
          <ChoiceField label={t('list.business')} value={business} change={setBusiness} options={businessOptions()} />
          {found && found.services.length > 1 && (
            <label class="field">
              <span>{t('year.service')}</span>
              <select value={service?.id ?? ''} onChange={(event) => setService(event.currentTarget.value)}>
                {found.services.map((one) => (
                  <option key={one.id} value={one.id}>
                    {say(one.name)}
                  </option>
                ))}
              </select>
            </label>
          )}
          <label class="field">
            <span>{t('year.year')}</span>
            <input
              type="number"
              min={2000}
              max={2200}
              value={year}
              onChange={(event) => setYear(Number(event.currentTarget.value) || year)}
            />
          </label>
        </div>
      </header>
      <p class="legend">
        <span class="badge good">{t('year.open')}</span>
        <span class="badge warn">{t('year.half')}</span>
        <span class="badge bad">{t('year.holiday')}</span>
      </p>
      {fault && <Fault text={fault} />}
      {!found && !fault && <Loading />}
      {service && <ServiceMonths service={service} today={today} />}
    </section>
  );
}
