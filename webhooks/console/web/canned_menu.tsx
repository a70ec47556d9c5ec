/** The composer's list of canned answers. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TicketDetails } from './api';
import { canned, filled, fillingOf, matching, readCanned } from './canned';
import { Dialog } from './dialog';
import { Fault } from './door';
import { t } from './i18n';
import { Loading } from './loading';
import { businessName, me, sayError } from './store';

type Props = { details: TicketDetails; take: (text: string) => void; close: () => void };

export function CannedMenu({ details, take, close }: Props): JSX.Element {
  const [words, setWords] = useState('');
  const [fault, setFault] = useState('');
  useEffect(() => {
    readCanned().catch((error: unknown) => setFault(sayError(error)));
  }, []);
  const filling = fillingOf(details, me.value?.name ?? '', businessName(details.business));
  const found = matching(canned.value ?? [], details.business, words);
  return (
    <Dialog title={t('canned.title')} close={close}>
      <label class="field">
        <span>{t('canned.search')}</span>
        <input type="search" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
      </label>
      {fault && <Fault text={fault} />}
      {canned.value === null && !fault && <Loading />}
      {canned.value?.length === 0 && <p class="quiet">{t('canned.none')}</p>}
      {canned.value !== null && canned.value.length > 0 && found.length === 0 && <p class="quiet">{t('canned.noMatch')}</p>}
      <ul class="canned">
        {found.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              class="canned-answer"
              onClick={() => {
                take(filled(one.text, filling));
                close();
              }}
            >
              <b>{one.title}</b>
              <span>{filled(one.text, filling)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
