/** Keys for everything that is done often, and the sheet that lists them (?). */
import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { Dialog } from './dialog';
import { t, type Key } from './i18n';
import { remember, remembered } from './memory';
import { setFilter } from './queue';
import { go, route } from './router';

export const sheet = signal(false);
/** Single letters may be in the way of speech input and assistive programs: they can be turned off. */
export const letters = signal(remembered('letters') !== 'off');

export function setLetters(on: boolean): void {
  letters.value = on;
  remember('letters', on ? null : 'off');
}

type Shortcut = { keys: string; says: Key };
const listed: Shortcut[] = [
  { keys: '?', says: 'keys.sheet' },
  { keys: '/', says: 'keys.search' },
  { keys: 'Ctrl K', says: 'keys.search' },
  { keys: 'g c', says: 'keys.toCall' },
  { keys: 'g m', says: 'keys.mine' },
  { keys: 'g a', says: 'keys.open' },
  { keys: 'j k', says: 'keys.walk' },
  { keys: '↑ ↓', says: 'keys.arrows' },
  { keys: 'r', says: 'keys.reply' },
  { keys: 'n', says: 'keys.note' },
  { keys: 't', says: 'keys.take' },
  { keys: 's', says: 'keys.resolve' },
  { keys: 'u', says: 'keys.back' },
  { keys: 'Ctrl ⏎', says: 'keys.send' },
  { keys: 'Esc', says: 'keys.close' },
];

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

const press = (selector: string): boolean => {
  const button = document.querySelector<HTMLElement>(selector);
  button?.click();
  return button !== null;
};
const focus = (selector: string): boolean => {
  const field = document.querySelector<HTMLElement>(selector);
  field?.focus();
  return field !== null;
};

/** The next or previous ticket of the list, whether or not one is open. */
function walk(step: number): boolean {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>('.rows a.row')];
  const at = rows.findIndex((row) => row.getAttribute('aria-current') === 'page');
  const row = rows[at < 0 ? 0 : at + step];
  row?.click();
  return row !== undefined;
}

let before = '';
function one(key: string): boolean {
  const pair = before + key;
  before = key === 'g' ? 'g' : '';
  if (pair === 'gc') return setFilter({ view: 'to_call' }), true;
  if (pair === 'gm') return setFilter({ view: 'mine' }), true;
  if (pair === 'ga') return setFilter({ view: 'open' }), true;
  if (key === '?') return (sheet.value = !sheet.value), true;
  if (key === '/') return focus('#search');
  if (key === 'j') return walk(1);
  if (key === 'k') return walk(-1);
  if (key === 'u' && route.value.page !== 'list') return go({ page: 'list' }), true;
  if (key === 'r') return press('[data-key="reply"]') && focus('.composer textarea');
  if (key === 'n') return press('[data-key="note"]') && focus('.composer textarea');
  if (key === 't') return press('[data-key="take"]');
  if (key === 's') return press('[data-key="resolve"]');
  return false;
}

export function listenToKeys(): void {
  window.addEventListener('keydown', (event) => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      focus('#search');
      return;
    }
    if (!letters.value || ctrl || event.altKey || isWriting(event.target) || document.querySelector('dialog[open]')) return;
    if (one(event.key)) event.preventDefault();
  });
}

export function KeySheet(): JSX.Element | null {
  if (!sheet.value) return null;
  return (
    <Dialog title={t('keys.title')} close={() => (sheet.value = false)}>
      <dl class="keys">
        {listed.map((entry) => (
          <div key={entry.keys}>
            <dt>
              {entry.keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(entry.says)}</dd>
          </div>
        ))}
      </dl>
      <label class="check-line">
        <input
          type="checkbox"
          checked={letters.value}
          onChange={(event) => setLetters(event.currentTarget.checked)}
        />
        {t('keys.letters')}
      </label>
    </Dialog>
  );
}
