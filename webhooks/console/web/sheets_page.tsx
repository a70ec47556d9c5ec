/** Figures for managers: tiles, a chart one can read, the table under it, and both as a file. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Series } from './charts';
import { Fault } from './door';
import { ChoiceField } from './field';
import { language, t } from './i18n';
import { Icon } from './icons';
import { Loading } from './loading';
import { average, csv, daysBefore, euros, hoursAsked, readSheet, save, share, type Sheet } from './sheets';
import { Link } from './link';
import { openingTime } from './span';
import { businesses, businessOptions, now, sayError, zoneOf } from './store';
import { theme } from './theme';
import { dayOf, plainDay } from './time';

type Charts = { drawBars: (place: HTMLElement, days: string[], series: Series[], language: string) => () => void };
const charts = '/console/charts.js';

const tag = (): string => (language.value === 'it' ? 'it-IT' : 'en-GB');
const time = (minutes: number | null): string => (minutes === null ? '–' : openingTime(minutes));

function Chart({ sheet }: { sheet: Sheet }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    let clear: (() => void) | undefined;
    let gone = false;
    const days = sheet.days.map((one) => one.day);
    const series: Series[] = [
      { name: t('sheet.opened'), values: sheet.days.map((one) => one.opened), colour: '--info' },
      { name: t('sheet.resolved'), values: sheet.days.map((one) => one.resolved), colour: '--good' },
    ];
    (import(charts) as Promise<Charts>)
      .then(({ drawBars }) => {
        if (!gone && place.current) clear = drawBars(place.current, days, series, tag());
      })
      .catch(() => setMissing(true));
    return () => {
      gone = true;
      clear?.();
    };
  }, [sheet, language.value, theme.value]);
  // The table below says the same in words.
  return (
    <>
      <div class="chart" ref={place} aria-hidden="true" />
      {missing && <p class="quiet">{t('sheet.noChart')}</p>}
    </>
  );
}

function Tile({ name, value, note }: { name: string; value: string; note?: string }): JSX.Element {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        {note && <small class="quiet">{note}</small>}
      </dd>
    </div>
  );
}

function Tiles({ sheet }: { sheet: Sheet }): JSX.Element {
  // What nothing was counted of needs no note.
  const spread = (one: Sheet['answer']): { note?: string } =>
    one.count > 0 ? { note: t('sheet.ninety', { time: time(one.ninety), count: one.count }) } : {};
  return (
    <dl class="tiles">
      <Tile name={t('sheet.opened')} value={String(sheet.opened)} />
      <Tile
        name={t('sheet.resolved')}
        value={String(sheet.resolved)}
        {...(sheet.opened > 0 ? { note: share(sheet.resolved, sheet.opened, tag()) } : {})}
      />
      <Tile name={t('sheet.answer')} value={time(sheet.answer.median)} {...spread(sheet.answer)} />
      <Tile name={t('sheet.resolution')} value={time(sheet.resolution.median)} {...spread(sheet.resolution)} />
      <Tile
        name={t('sheet.reopened')}
        value={share(sheet.reopened, sheet.resolved, tag())}
        note={t('sheet.tickets', { count: sheet.reopened })}
      />
      <Tile
        name={t('sheet.score')}
        value={average(sheet.scores)?.toLocaleString(tag()) ?? '–'}
        note={t('sheet.answers', { count: sheet.scores.length })}
      />
      <Tile name={t('sheet.work')} value={openingTime(sheet.work_minutes)} />
      <Tile
        name={t('sheet.cost')}
        value={euros(sheet.cost.net_cents, tag())}
        note={t('sheet.costVat', { gross: euros(sheet.cost.gross_cents, tag()) })}
      />
      <Tile name={t('sheet.hours')} {...hoursAsked(sheet.hours_questions, language.value, zoneOf(sheet.business))} />
      {sheet.messages.numbers.map((one) => (
        <Tile
          key={one.number}
          name={t('sheet.messages', { month: sheet.messages.month })}
          value={String(one.sent)}
          note={t('sheet.free', {
            number: one.number,
            free: sheet.messages.free,
            used: one.free_used,
            billed: one.billed,
          })}
        />
      ))}
    </dl>
  );
}

function Table({ sheet }: { sheet: Sheet }): JSX.Element {
  return (
    <div class="table-frame tall" tabIndex={0} role="region" aria-label={t('sheet.table')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t('sheet.day')}</th>
            <th scope="col" class="number">
              {t('sheet.opened')}
            </th>
            <th scope="col" class="number">
              {t('sheet.resolved')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...sheet.days].reverse().map((one) => (
            <tr key={one.day}>
              <th scope="row">{plainDay(one.day, language.value)}</th>
              <td class="number">{one.opened}</td>
              <td class="number">{one.resolved}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Comments({ sheet }: { sheet: Sheet }): JSX.Element | null {
  const said = sheet.scores.filter((one) => one.comment || one.score <= 2);
  if (!said.length) return null;
  return (
    <section aria-labelledby="comments-title">
      <h4 id="comments-title">{t('sheet.comments')}</h4>
      <ul class="cards">
        {said.map((one) => (
          <li key={one.ticket + one.at} class="card">
            <p>
              <span class={`badge ${one.score <= 2 ? 'bad' : one.score >= 4 ? 'good' : 'warn'}`}>
                {t('data.score', { score: one.score })}
              </span>{' '}
              <Link to={{ page: 'ticket', code: one.ticket }}>
                <span class="code">{one.ticket}</span>
              </Link>{' '}
              <span class="quiet">{one.assignee}</span>
            </p>
            {one.comment && <p class="bubble-text">{one.comment}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Costs({ sheet }: { sheet: Sheet }): JSX.Element | null {
  const { tickets } = sheet.cost;
  if (!tickets.length) return null;
  return (
    <section>
      <h4 id="costs-title">{t('sheet.costs')}</h4>
      <div class="table-frame tall" tabIndex={0} role="region" aria-labelledby="costs-title">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('sample.ticket')}</th>
              <th scope="col">{t('sample.customer')}</th>
              <th scope="col" class="number">
                {t('sheet.work')}
              </th>
              <th scope="col" class="number">
                {t('sheet.net')}
              </th>
            </tr>
          </thead>
          <tbody>
            {tickets.map((one) => (
              <tr key={one.ticket}>
                <th scope="row">
                  <Link to={{ page: 'ticket', code: one.ticket }}>
                    <span class="code">{one.ticket}</span>
                  </Link>
                </th>
                <td>{one.company}</td>
                <td class="number">{openingTime(one.minutes)}</td>
                <td class="number">{euros(one.net_cents, tag())}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function exported(sheet: Sheet): string {
  return csv([
    [t('sheet.day'), t('sheet.opened'), t('sheet.resolved')],
    ...sheet.days.map((one) => [one.day, one.opened, one.resolved]),
    [],
    [t('sheet.answer'), sheet.answer.median, sheet.answer.ninety],
    [t('sheet.resolution'), sheet.resolution.median, sheet.resolution.ninety],
    [t('sheet.reopened'), sheet.reopened],
    [t('sheet.work'), sheet.work_minutes],
    [t('sheet.cost'), sheet.cost.net_cents / 100, sheet.cost.gross_cents / 100],
    [t('sheet.hours'), hoursAsked(sheet.hours_questions, language.value, zoneOf(sheet.business)).value, sheet.hours_questions.closed],
    ...sheet.messages.numbers.map((one) => [one.number, sheet.messages.month, one.sent, one.free_used, one.billed]),
    ...sheet.cost.tickets.map((one) => [one.ticket, one.company, one.minutes, one.net_cents / 100]),
    ...sheet.scores.map((one) => [one.ticket, one.score, one.comment, one.assignee]),
  ]);
}

export function SheetsPage(): JSX.Element {
  const today = dayOf(now.value, businesses.value[0]?.zone ?? 'Europe/Rome');
  const [business, setBusiness] = useState(businesses.value[0]?.id ?? '');
  const [from, setFrom] = useState(daysBefore(today, 29));
  const [to, setTo] = useState(today);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    let left = false;
    setFault('');
    setSheet(null);
    readSheet(business, from, to)
      .then((read) => !left && setSheet(read))
      .catch((error: unknown) => !left && setFault(sayError(error)));
    return () => {
      left = true;
    };
  }, [business, from, to]);
  return (
    <section aria-labelledby="sheets-title">
      <header class="page-head">
        <h3 id="sheets-title">{t('admin.sheets')}</h3>
        <div class="controls">
          <ChoiceField label={t('list.business')} value={business} change={setBusiness} options={businessOptions()} />
          <label class="field">
            <span>{t('sheet.from')}</span>
            <input type="date" value={from} max={to} onChange={(event) => setFrom(event.currentTarget.value || from)} />
          </label>
          <label class="field">
            <span>{t('sheet.to')}</span>
            <input type="date" value={to} min={from} onChange={(event) => setTo(event.currentTarget.value || to)} />
          </label>
          <button
            type="button"
            class="button"
            disabled={!sheet}
            onClick={() => sheet && save(`sportello-${sheet.business}-${sheet.from}-${sheet.to}.csv`, exported(sheet))}
          >
            <Icon name="download" size={16} /> CSV
          </button>
        </div>
      </header>
      {fault && <Fault text={fault} />}
      {!sheet && !fault && <Loading />}
      {sheet && !sheet.whole && <p class="strip warn">{t('sheet.notWhole')}</p>}
      {sheet && (
        <div class="sheet">
          <Tiles sheet={sheet} />
          {sheet.opened > 0 ? (
            <>
              <p class="legend">
                <span class="badge status-registered">{t('sheet.opened')}</span>
                <span class="badge good">{t('sheet.resolved')}</span>
              </p>
              <Chart sheet={sheet} />
              <Table sheet={sheet} />
            </>
          ) : (
            <p class="empty">{t('sheet.nothing')}</p>
          )}
          <Costs sheet={sheet} />
          <Comments sheet={sheet} />
          <p class="quiet">{t('sheet.note')}</p>
        </div>
      )}
    </section>
  );
}
