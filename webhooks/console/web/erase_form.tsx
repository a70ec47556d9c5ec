/** Erases a person for good: what will go is shown first, the name is typed, and the report stays until it is closed. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Customer } from './api';
import { erasePerson, previewErasure, type Erased, type ErasurePreview, type Removed } from './customers';
import { Dialog, FormButtons } from './dialog';
import { Fault } from './door';
import { TextField } from './field';
import { t, tOr } from './i18n';
import { Loading } from './loading';
import { sayError } from './store';

/** Whether the name was typed, whatever its capitals and blanks. Pure. */
export const isNamed = (typed: string, name: string): boolean => {
  const plain = (text: string): string => text.trim().replace(/\s+/g, ' ').toLocaleLowerCase();
  return plain(typed) !== '' && plain(typed) === plain(name);
};

function Counts({ title, removed, kept }: { title: string; removed: Removed[]; kept: string[] }): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <ul class="erase-counts">
        {removed.map((one) => (
          <li key={one.what}>
            {tOr(`erase.what.${one.what.replaceAll(' ', '_')}`, one.what)} <b>{one.count}</b>
          </li>
        ))}
      </ul>
      {kept.length > 0 && (
        <p class="quiet">
          {t('erase.kept')}{' '}
          {kept.map((code) => (
            <span key={code} class="code nowrap">
              {code}{' '}
            </span>
          ))}
        </p>
      )}
    </section>
  );
}

function Report({ erased, close }: { erased: Erased; close: () => void }): JSX.Element {
  return (
    <div class="form">
      <p class={`strip ${erased.proven ? 'good' : 'bad'}`} role="status">
        {t(erased.proven ? 'erase.proven' : erased.compacted ? 'erase.left' : 'erase.leftBusy')}
      </p>
      {erased.left.length > 0 && (
        <ul>
          {erased.left.map((place) => (
            <li key={place}>
              <code>{place}</code>
            </li>
          ))}
        </ul>
      )}
      <Counts
        title={t('erase.gone')}
        removed={erased.files ? [...erased.removed, { what: 'stored files', count: erased.files }] : erased.removed}
        kept={erased.kept_tickets}
      />
      <p class="quiet">{t('erase.copies')}</p>
      {erased.copies.length > 0 && (
        <ul>
          {erased.copies.map((path) => (
            <li key={path}>
              <code>{path}</code>
            </li>
          ))}
        </ul>
      )}
      <div class="form-buttons">
        <button type="button" class="button primary" autofocus onClick={close}>
          {t('app.close')}
        </button>
      </div>
    </div>
  );
}

type Props = { person: Customer; close: () => void; erased: () => void };

export function EraseForm({ person, close, erased: told }: Props): JSX.Element {
  const [preview, setPreview] = useState<ErasurePreview | null>(null);
  const [erased, setErased] = useState<Erased | null>(null);
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    previewErasure(person.id)
      .then(setPreview)
      .catch((error: unknown) => setFault(sayError(error)));
  }, [person.id]);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy || !preview || !isNamed(typed, preview.name)) return;
    setBusy(true);
    setFault('');
    erasePerson(person.id, preview.name)
      .then((done) => {
        setErased(done);
        told();
      })
      .catch((error: unknown) => setFault(sayError(error)))
      .finally(() => setBusy(false));
  };
  const name = preview?.name ?? person.name;
  return (
    <Dialog title={t(erased ? 'erase.done' : 'erase.title', { name })} close={close}>
      {erased ? (
        <Report erased={erased} close={close} />
      ) : (
        <form class="form" onSubmit={submit}>
          <p>{t('erase.text')}</p>
          {!preview && !fault && <Loading />}
          {preview && (
            <>
              <Counts title={t('erase.goes')} removed={preview.removed} kept={preview.kept_tickets} />
              <TextField label={t('erase.type', { name })} value={typed} change={setTyped} required />
            </>
          )}
          {busy && <p role="status">{t('erase.busy')}</p>}
          {fault && <Fault text={fault} />}
          <FormButtons close={close}>
            <button type="submit" class="button danger" disabled={busy || !preview || !isNamed(typed, preview.name)}>
              {t('erase.do')}
            </button>
          </FormButtons>
        </form>
      )}
    </Dialog>
  );
}
