/** Canned answers, looked after by those who may. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { canned, placeholders, readCanned, removeCanned, saveCanned, type Canned } from './canned';
import { Confirm, type Question } from './confirm';
import { Dialog } from './dialog';
import { Fault } from './door';
import { ChoiceField } from './field';
import { t } from './i18n';
import { Loading } from './loading';
import { businessName, businessOptions, sayError } from './store';
import { toast } from './toasts';

const fresh: Canned = { id: 0, business: null, title: '', text: '', author: '' };

function Editor({ answer, close }: { answer: Canned; close: () => void }): JSX.Element {
  const [title, setTitle] = useState(answer.title);
  const [text, setText] = useState(answer.text);
  const [business, setBusiness] = useState(answer.business ?? '');
  const [fault, setFault] = useState('');
  const save = (event: Event): void => {
    event.preventDefault();
    saveCanned(answer.id, { business: business || null, title: title.trim(), text: text.trim() })
      .then(readCanned)
      .then(close)
      .catch((error: unknown) => setFault(sayError(error)));
  };
  return (
    <Dialog title={t(answer.id ? 'canned.change' : 'canned.add')} close={close}>
      <form class="form-part" onSubmit={save}>
        <label class="field">
          <span>{t('canned.name')}</span>
          <input required maxLength={80} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
        </label>
        <ChoiceField
          label={t('list.business')}
          value={business}
          change={setBusiness}
          options={businessOptions()}
          all={t('list.allBusinesses')}
        />
        <label class="field">
          <span>{t('canned.text')}</span>
          <textarea required rows={7} maxLength={4096} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          <small>{t('canned.hint', { list: placeholders.map((one) => `{${one}}`).join(' ') })}</small>
        </label>
        {fault && <Fault text={fault} />}
        <button type="submit" class="button primary">
          {t('canned.save')}
        </button>
      </form>
    </Dialog>
  );
}

export function CannedPage(): JSX.Element {
  const [open, setOpen] = useState<Canned | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    readCanned().catch((error: unknown) => setFault(sayError(error)));
  }, []);
  const [asked, ask] = useState<Question | null>(null);
  const remove = (answer: Canned): void =>
    ask({
      text: t('canned.removeAsk', { title: answer.title }),
      yes: t('canned.remove'),
      run: () =>
        void removeCanned(answer.id)
          .then(readCanned)
          .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' })),
    });
  const all = canned.value;
  return (
    <section aria-labelledby="canned-title">
      <header class="page-head">
        <h3 id="canned-title">{t('admin.canned')}</h3>
        <button type="button" class="button primary" onClick={() => setOpen(fresh)}>
          {t('canned.add')}
        </button>
      </header>
      {fault && <Fault text={fault} />}
      {all === null && !fault && <Loading />}
      {all?.length === 0 && <p class="empty">{t('canned.empty')}</p>}
      <ul class="cards">
        {all?.map((one) => (
          <li key={one.id} class="card">
            <p>
              <b>{one.title}</b>{' '}
              <span class="badge">{one.business ? businessName(one.business) : t('list.allBusinesses')}</span>
            </p>
            <p class="bubble-text">{one.text}</p>
            <p class="row-actions">
              <button type="button" class="button small" onClick={() => setOpen(one)}>
                {t('canned.change')}
              </button>
              <button type="button" class="button small" onClick={() => remove(one)}>
                {t('canned.remove')}
              </button>
            </p>
          </li>
        ))}
      </ul>
      {open && <Editor answer={open} close={() => setOpen(null)} />}
      {asked && <Confirm question={asked} close={() => ask(null)} />}
    </section>
  );
}
