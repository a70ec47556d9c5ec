/** A list that is searched while one types, and read on from where it ends. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Fault } from './door';
import { ChoiceField } from './field';
import { t } from './i18n';
import { Loading } from './loading';
import { businesses, businessOptions, sayError } from './store';

const pause = 200;

export type Found<Row> = { rows: Row[]; next: string | null };
type Ask<Row> = (business: string, words: string, cursor: string | null) => Promise<Found<Row>>;

export type Search<Row> = {
  business: string;
  words: string;
  found: Found<Row> | null;
  fault: string;
  /** What is shown answers an older question. */
  busy: boolean;
  setBusiness: (business: string) => void;
  setWords: (words: string) => void;
  again: () => void;
  more: () => void;
};

export function useSearch<Row>(ask: Ask<Row>): Search<Row> {
  const [business, setBusiness] = useState(businesses.value[0]?.id ?? '');
  const [words, setWords] = useState('');
  const [found, setFound] = useState<Found<Row> | null>(null);
  const [fault, setFault] = useState('');
  const [round, setRound] = useState(0);
  const question = useRef(0);
  const [busy, setBusy] = useState(true);
  const read = (cursor: string | null): void => {
    const mine = ++question.current;
    setBusy(true);
    ask(business, words, cursor)
      .then((page) => {
        if (mine !== question.current) return;
        setFault('');
        setFound((before) => (cursor && before ? { ...page, rows: [...before.rows, ...page.rows] } : page));
      })
      .catch((error: unknown) => mine === question.current && setFault(sayError(error)))
      .finally(() => mine === question.current && setBusy(false));
  };
  useEffect(() => {
    const timer = setTimeout(() => read(null), words ? pause : 0);
    return () => clearTimeout(timer);
  }, [business, words, round]);
  return {
    business,
    words,
    found,
    fault,
    busy,
    setBusiness,
    setWords,
    again: () => setRound((now) => now + 1),
    more: () => read(found?.next ?? null),
  };
}

export function SearchBar<Row>({ search, label }: { search: Search<Row>; label: string }): JSX.Element {
  return (
    <div class="controls">
      {businesses.value.length > 1 && (
        <ChoiceField label={t('list.business')} value={search.business} change={search.setBusiness} options={businessOptions()} />
      )}
      <label class="field grows">
        <span>{label}</span>
        <input type="search" value={search.words} onInput={(event) => search.setWords(event.currentTarget.value)} />
      </label>
    </div>
  );
}

export function SearchFoot<Row>({ search, none }: { search: Search<Row>; none: string }): JSX.Element {
  return (
    <>
      {search.fault && <Fault text={search.fault} />}
      {search.busy && <Loading />}
      {search.found?.rows.length === 0 && <p class="empty">{search.words ? t('customers.noMatch') : none}</p>}
      {search.found?.next && (
        <p class="center">
          <button type="button" class="button" onClick={search.more}>
            {t('list.more')}
          </button>
        </p>
      )}
    </>
  );
}
