/** Calls to a random part of those whose tickets were closed: drawn so that it can be drawn again, and what came of it. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Fault } from './door';
import { ChoiceField, DateField, NumberField } from './field';
import { language, t } from './i18n';
import { Icon } from './icons';
import { Link } from './link';
import { Loading } from './loading';
import {
  drawSample,
  lastMonth,
  outcomes,
  readSample,
  readSamples,
  recordCall,
  tally,
  type Outcome,
  type Sample,
  type SampleCall,
  type SampleWithCalls,
} from './samples';
import { csv, save } from './sheets';
import { businesses, businessOptions, now, sayError, zoneOf } from './store';
import { dayOf, moment, plainDay } from './time';
import { toast } from './toasts';

const period = (sample: Sample): string =>
  t('sample.period', { from: plainDay(sample.from, language.value), to: plainDay(sample.to, language.value) });

function Call({ call, zone, record }: { call: SampleCall; zone: string; record: (outcome: Outcome, note: string) => void }): JSX.Element {
  const [note, setNote] = useState(call.note);
  const { customer } = call;
  return (
    <li class="card">
      <p>
        <b>{customer.company || customer.name}</b> {customer.company && customer.name}{' '}
        {customer.phone && <a href={`tel:${customer.phone}`}>{customer.phone}</a>}{' '}
        {customer.reachable && <span class="quiet">{customer.reachable}</span>}
      </p>
      <p class="quiet">
        <Link to={{ page: 'ticket', code: call.ticket }}>
          <span class="code">{call.ticket}</span>
        </Link>{' '}
        {call.summary}
      </p>
      <div class="line-form">
        <input
          aria-label={t('sample.note')}
          placeholder={t('sample.note')}
          maxLength={2000}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <div class="segments" role="group" aria-label={t('sample.outcome')}>
          {outcomes.map((outcome) => (
            <button
              key={outcome}
              type="button"
              aria-pressed={call.outcome === outcome}
              onClick={() => record(outcome, note.trim())}
            >
              {t(`sample.${outcome}`)}
            </button>
          ))}
        </div>
      </div>
      {call.called_at && (
        <p class="quiet">
          {t('sample.called', { when: moment(call.called_at, zone, language.value, now.value), name: call.called_by ?? '' })}
        </p>
      )}
    </li>
  );
}

function Drawn({ sample, changed }: { sample: SampleWithCalls; changed: () => void }): JSX.Element {
  const record = (id: number, outcome: Outcome, note: string): void => {
    recordCall(id, outcome, note)
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }))
      .finally(changed);
  };
  const file = (): void =>
    save(
      `sportello-${sample.business}-${sample.from}-${sample.to}-${sample.seed}.csv`,
      csv([
        [t('sample.ticket'), t('sample.customer'), t('data.phone'), t('sample.outcome'), t('sample.note')],
        ...sample.calls.map((one) => [
          one.ticket,
          one.customer.company || one.customer.name,
          one.customer.phone,
          one.outcome ? t(`sample.${one.outcome}`) : '',
          one.note,
        ]),
      ]),
    );
  return (
    <section aria-labelledby="sample-drawn">
      <header class="page-head">
        <h4 id="sample-drawn">{period(sample)}</h4>
        <button type="button" class="button" onClick={file}>
          <Icon name="download" size={16} /> CSV
        </button>
      </header>
      <p class="quiet">
        {t('sample.facts', { count: sample.calls.length, candidates: sample.candidates, percent: sample.percent, seed: sample.seed })}
      </p>
      <p class="legend">
        {tally(sample.calls)
          .filter((one) => one.count > 0)
          .map((one) => (
            <span key={one.outcome ?? 'open'} class="badge">
              {one.outcome ? t(`sample.${one.outcome}`) : t('sample.open')} {one.count}
            </span>
          ))}
      </p>
      {sample.calls.length === 0 && <p class="empty">{t('sample.nobody')}</p>}
      <ol class="checks">
        {sample.calls.map((call) => (
          <Call
            key={call.id}
            call={call}
            zone={zoneOf(sample.business)}
            record={(outcome, note) => record(call.id, outcome, note)}
          />
        ))}
      </ol>
    </section>
  );
}

export function SamplesPage(): JSX.Element {
  const today = dayOf(now.value, businesses.value[0]?.zone ?? 'Europe/Rome');
  const before = lastMonth(today);
  const [business, setBusiness] = useState(businesses.value[0]?.id ?? '');
  const [from, setFrom] = useState(before.from);
  const [to, setTo] = useState(before.to);
  const [percent, setPercent] = useState('');
  const [seed, setSeed] = useState(today.slice(0, 7).replace('-', ''));
  const [samples, setSamples] = useState<Sample[] | null>(null);
  const [open, setOpen] = useState<SampleWithCalls | null>(null);
  const [fault, setFault] = useState('');
  const [drawing, setDrawing] = useState(false);
  const fail = (error: unknown): void => setFault(sayError(error));
  const read = (): Promise<void> => readSamples(business).then(setSamples).catch(fail);
  useEffect(() => {
    setFault('');
    setOpen(null);
    setSamples(null);
    void read();
  }, [business]);
  const show = (id: number): void => void readSample(id).then(setOpen).catch(fail);
  const draw = (event: Event): void => {
    event.preventDefault();
    if (drawing) return;
    setFault('');
    setDrawing(true);
    drawSample({ business, from, to, seed: Number(seed), ...(percent ? { percent: Number(percent) } : {}) })
      .then((drawn) => {
        setOpen(drawn);
        return read();
      })
      .catch(fail)
      .finally(() => setDrawing(false));
  };
  return (
    <section aria-labelledby="samples-title">
      <header class="page-head">
        <h3 id="samples-title">{t('admin.samples')}</h3>
        <div class="controls">
          <ChoiceField label={t('list.business')} value={business} change={setBusiness} options={businessOptions()} />
        </div>
      </header>
      <p class="quiet">{t('sample.text')}</p>
      <form class="controls card" onSubmit={draw}>
        <DateField label={t('sheet.from')} value={from} change={setFrom} required />
        <DateField label={t('sheet.to')} value={to} change={setTo} required />
        <NumberField label={t('sample.percent')} value={percent} change={setPercent} min={0} max={100} hint={t('sample.percentHint')} />
        <NumberField label={t('sample.seed')} value={seed} change={setSeed} min={0} max={999999999} required hint={t('sample.seedHint')} />
        <button type="submit" class="button primary" disabled={drawing}>
          {t('sample.draw')}
        </button>
      </form>
      {fault && <Fault text={fault} />}
      {open && <Drawn key={open.id} sample={open} changed={() => show(open.id)} />}
      {samples === null && !fault && <Loading />}
      {samples?.length === 0 && !open && <p class="empty">{t('sample.none')}</p>}
      {samples !== null && samples.length > 0 && (
        <>
          <h4>{t('sample.earlier')}</h4>
          <ul class="history">
            {samples.map((one) => (
              <li key={one.id}>
                <button type="button" class="button plain" aria-pressed={open?.id === one.id} onClick={() => show(one.id)}>
                  {period(one)}
                </button>
                <span class="quiet">{t('sample.facts_short', { percent: one.percent, seed: one.seed, name: one.created_by })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
