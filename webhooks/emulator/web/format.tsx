// Times as the phone writes them, and text with WhatsApp's marks: *bold*, _italic_, ~struck~, ```fixed```, links.
import type { ComponentChildren, VNode } from 'preact';
import { language, words } from './words';

const zone = 'Europe/Rome';
const locale = (): string => (language.get() === 'it' ? 'it-IT' : 'en-GB');
const formats = new Map<string, Intl.DateTimeFormat>();

function print(at: number, name: string, options: Intl.DateTimeFormatOptions): string {
  const id = locale() + name;
  let format = formats.get(id);
  if (!format) {
    format = new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options });
    formats.set(id, format);
  }
  return format.format(at);
}

export const time = (at: number): string => print(at, 'time', { hour: '2-digit', minute: '2-digit' });
export const day = (at: number): string => print(at, 'day', { day: '2-digit', month: '2-digit', year: 'numeric' });
export const longDay = (at: number): string => print(at, 'long', { weekday: 'long', day: 'numeric', month: 'long' });
export const shortDay = (at: number): string => print(at, 'short', { weekday: 'short', day: 'numeric', month: 'short' });

export function dayName(at: number, now: number): string {
  if (day(at) === day(now)) return words().today;
  if (day(at) === day(now - 86_400_000)) return words().yesterday;
  return longDay(at);
}

/** For the list of chats: the time today, else the day. */
export function when(at: number, now: number): string {
  if (day(at) === day(now)) return time(at);
  if (day(at) === day(now - 86_400_000)) return words().yesterday;
  return day(at);
}

const link = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/;
// The mark must not stand inside a word; what is before it is caught, for browsers that cannot look behind.
const marks: [RegExp, (inside: ComponentChildren, key: number) => VNode][] = [
  [/()```([\s\S]+?)```/, (inside, key) => <code key={key}>{inside}</code>],
  [/(^|[^\p{L}\p{N}*])\*(\S|\S[^*\n]*?\S)\*(?![\p{L}\p{N}*])/u, (inside, key) => <strong key={key}>{inside}</strong>],
  [/(^|[^\p{L}\p{N}_])_(\S|\S[^_\n]*?\S)_(?![\p{L}\p{N}_])/u, (inside, key) => <em key={key}>{inside}</em>],
  [/(^|[^\p{L}\p{N}~])~(\S|\S[^~\n]*?\S)~(?![\p{L}\p{N}~])/u, (inside, key) => <s key={key}>{inside}</s>],
];

/** The earliest mark or link wins; what is inside is looked at again. */
export function rich(text: string): ComponentChildren {
  const out: ComponentChildren[] = [];
  let rest = text;
  for (let n = 0; rest; n += 1) {
    let best: { at: number; end: number; made: ComponentChildren } | null = null;
    const found = link.exec(rest);
    if (found) {
      const made = (
        <a key={n} href={found[0]} target="_blank" rel="noopener noreferrer">
          {found[0]}
        </a>
      );
      best = { at: found.index, end: found.index + found[0].length, made };
    }
    for (const [pattern, make] of marks) {
      const mark = pattern.exec(rest);
      const at = mark ? mark.index + (mark[1] ?? '').length : -1;
      if (!mark || (best && at >= best.at)) continue;
      const inside = mark[2] ?? '';
      const fixed = rest.startsWith('```', at);
      best = { at, end: mark.index + mark[0].length, made: make(fixed ? inside : rich(inside), n) };
    }
    if (!best) break;
    out.push(rest.slice(0, best.at), best.made);
    rest = rest.slice(best.end);
  }
  out.push(rest);
  return out;
}

/** The text without its marks, for one line. */
export const plain = (text: string): string =>
  text.replace(/```/g, '').replace(/(^|[^\p{L}\p{N}])[*_~](\S|\S[^*_~\n]*?\S)[*_~](?![\p{L}\p{N}])/gu, '$1$2');

/** One to three emoji and nothing else are drawn large. */
export const onlyEmoji = (text: string): boolean =>
  text.length < 24 && /^(?:\p{Extended_Pictographic}(?:\u200d\p{Extended_Pictographic}|[\ufe0f\u{1f3fb}-\u{1f3ff}])*\s*){1,3}$/u.test(text.trim());

export const size = (bytes: number): string =>
  bytes < 1024 ? `${bytes} B` : bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;

export const minutes = (seconds: number): string => {
  const whole = Math.max(0, Math.round(Number.isFinite(seconds) ? seconds : 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};
