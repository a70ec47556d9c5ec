/** Notes about a customer, whatever the ticket; the customer never sees them. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get, post } from './api';
import { whoName } from './event_words';
import { language, t } from './i18n';
import { Icon } from './icons';
import { Loading } from './loading';
import { me, may, now, sayError } from './store';
import { moment } from './time';
import { toast } from './toasts';

type Note = { id: number; company: string | null; at: string; who: string; text: string };

/** `of`: "/people/7" or "/companies/3". */
export function Notes({ of, zone }: { of: string; zone: string }): JSX.Element {
  const [notes, setNotes] = useState<Note[] | null>(null);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const fail = (error: unknown): void => toast({ text: sayError(error), tone: 'bad' });
  const read = (): Promise<void> =>
    get<{ notes: Note[] }>(`${of}/notes`)
      .then((all) => setNotes(all.notes))
      .catch((error: unknown) => {
        setNotes((before) => before ?? []);
        fail(error);
      });
  useEffect(() => void read(), [of]);
  const add = (event: Event): void => {
    event.preventDefault();
    if (busy || !text.trim()) return;
    setBusy(true);
    post(`${of}/notes`, { text: text.trim() })
      .then(() => setText(''))
      .then(read)
      .catch(fail)
      .finally(() => setBusy(false));
  };
  const remove = (note: Note): void => void post(`/notes/${note.id}/remove`).then(read).catch(fail);
  return (
    <div class="notes">
      {notes === null && <Loading />}
      <ul>
        {notes?.map((note) => (
          <li key={note.id}>
            <p class="note-text">{note.text}</p>
            <p class="quiet">
              {note.company && `${note.company} · `}
              {whoName(note.who)}, {moment(note.at, zone, language.value, now.value)}
              {(may('customers') || note.who === `operator:${me.value?.name ?? ''}`) && (
                <button type="button" class="button plain small" aria-label={t('note.remove')} onClick={() => remove(note)}>
                  <Icon name="close" size={13} />
                </button>
              )}
            </p>
          </li>
        ))}
      </ul>
      {may('work') && (
        <form class="line-form" onSubmit={add}>
          <input
            aria-label={t('note.add')}
            placeholder={t('note.add')}
            maxLength={2000}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" class="button small" disabled={busy || !text.trim()}>
            {t('canned.save')}
          </button>
        </form>
      )}
    </div>
  );
}
