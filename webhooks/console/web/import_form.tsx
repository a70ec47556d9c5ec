/** The customers' file: looked at first, line by line, and only then written. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { importFile, type Imported, type LineFault } from './customers';
import { Dialog, FormButtons } from './dialog';
import { Fault } from './door';
import { language, t, type Language } from './i18n';
import { planName, planOptions } from './plans';
import { sayRefusal } from './refusal';
import { businessName, sayError } from './store';
import { toast } from './toasts';

const tones = { '+': 'good', '~': 'warn', '-': 'bad' };
const most = 500;

type Sentences = { sayLine: (code: string, params: Record<string, string>, language: Language) => string | null };
const sentences = '/console/customer_file.js';

/** Says a line's fault or change; the desk's own words until the sentences have been loaded. */
function useSayLine(business: string): (line: LineFault) => string {
  const [loaded, load] = useState<Sentences | null>(null);
  useEffect(() => {
    (import(sentences) as Promise<Sentences>).then(load).catch(() => undefined);
  }, []);
  const plans = planOptions(business)
    .map((one) => one.title)
    .join(', ');
  return ({ code, params, text }) => {
    const { plan } = params;
    const all = { ...params, plans, ...(plan ? { plan: planName(business, plan), plan_id: plan } : {}) };
    return loaded?.sayLine(code, all, language.value) ?? sayRefusal({ code, params }) ?? text;
  };
}

type PreviewProps = { imported: Imported; sayLine: (line: LineFault) => string };

function Preview({ imported, sayLine }: PreviewProps): JSX.Element {
  if (imported.faults.length > 0) {
    return (
      <section>
        <p class="bad-text" role="alert">
          {t('import.faults', { count: imported.faults.length })}
        </p>
        <ul class="import-lines" tabIndex={0} aria-label={t('import.faultsTitle')}>
          {imported.faults.slice(0, most).map((fault) => (
            <li key={`${fault.line}${fault.text}`}>
              <b>{t('import.line', { number: fault.line })}</b> {sayLine(fault)}
            </li>
          ))}
        </ul>
      </section>
    );
  }
  if (imported.changes.length === 0) return <p>{t('import.same', { lines: imported.lines })}</p>;
  return (
    <section>
      <p>{t('import.changes', { lines: imported.lines, count: imported.changes.length })}</p>
      <ul class="import-lines" tabIndex={0} aria-label={t('import.changesTitle')}>
        {imported.changes.slice(0, most).map((change) => (
          <li key={`${change.line}${change.sign}${change.text}`}>
            <span class={`badge ${tones[change.sign]}`}>{t(`import.sign.${change.sign}`)}</span>{' '}
            <span class="quiet">{t('import.line', { number: change.line })}</span> {sayLine(change)}
          </li>
        ))}
      </ul>
      {imported.changes.length > most && <p class="quiet">{t('import.more', { count: imported.changes.length - most })}</p>}
    </section>
  );
}

type Props = { business: string; close: () => void; done: () => void };

export function ImportForm({ business, close, done }: Props): JSX.Element {
  const [file, setFile] = useState<File | null>(null);
  const [seen, setSeen] = useState<Imported | null>(null);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const sayLine = useSayLine(business);
  const ask = (chosen: File, preview: boolean): void => {
    setBusy(true);
    setFault('');
    importFile(business, chosen, preview)
      .then((imported) => {
        setSeen(imported);
        if (preview) return;
        toast({ text: t('import.done', { count: imported.changes.length }), tone: 'good' });
        done();
        close();
      })
      .catch((error: unknown) => setFault(sayError(error)))
      .finally(() => setBusy(false));
  };
  const ready = file !== null && seen !== null && seen.faults.length === 0 && seen.changes.length > 0;
  return (
    <Dialog title={t('import.title', { business: businessName(business) })} close={close} class="wide">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && file) ask(file, false);
        }}
      >
        <p>{t('import.text')}</p>
        <label class="field">
          <span>{t('import.file')}</span>
          <input
            type="file"
            accept=".csv,text/csv,text/plain"
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0] ?? null;
              setFile(chosen);
              setSeen(null);
              if (chosen) ask(chosen, true);
            }}
          />
          <small>{t('import.hint')}</small>
        </label>
        <div role="status">
          {busy && <p class="quiet">{t(seen ? 'import.writing' : 'import.reading')}</p>}
          {seen && !busy && <Preview imported={seen} sayLine={sayLine} />}
        </div>
        {fault && <Fault text={fault} />}
        <FormButtons close={close}>
          <button type="submit" class="button primary" disabled={busy || !ready}>
            {t('import.do')}
          </button>
        </FormButtons>
      </form>
    </Dialog>
  );
}
