/** Dates and spans in words, in the business's own zone. Pure: the language and the present are arguments. */
import type { Language } from './i18n';

const tag = (language: Language): string => (language === 'it' ? 'it-IT' : 'en-GB');

const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: Language, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language}|${zone}|${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(tag(language), { ...options, timeZone: zone })));
  return made;
}

/** "09:05" */
export function clock(at: string, zone: string, language: Language): string {
  return format(language, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

/** The civil day as a key: "2026-11-23". */
export function dayOf(at: string | Date, zone: string): string {
  const parts = format('en', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(at));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

function daysBetween(a: string, b: string): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / 86_400_000);
}

/** How many civil days `at` lies after `now`; negative when before. */
export function daysFrom(now: Date, at: string, zone: string): number {
  return daysBetween(dayOf(now, zone), dayOf(at, zone));
}

/** "lunedì 23 novembre", with the year where it is another one. */
export function longDay(at: string, zone: string, language: Language, now: Date): string {
  const sameYear = dayOf(at, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4);
  return format(language, zone, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' as const }),
  }).format(new Date(at));
}

/** For lists: "09:05" today, "ieri", "lun" within a week, then "23 nov". */
export function shortTime(at: string, zone: string, language: Language, now: Date): string {
  const days = daysFrom(now, at, zone);
  if (days === 0) return clock(at, zone, language);
  if (days === -1) return language === 'it' ? 'ieri' : 'yesterday';
  if (days < 0 && days > -7) return format(language, zone, { weekday: 'short' }).format(new Date(at));
  return format(language, zone, { day: 'numeric', month: 'short' }).format(new Date(at));
}

/** "oggi alle 09:05", "domani alle 9:00", "lunedì 23 novembre alle 09:00". */
export function moment(at: string, zone: string, language: Language, now: Date): string {
  const days = daysFrom(now, at, zone);
  const near: Record<string, [string, string]> = {
    '-1': ['ieri', 'yesterday'],
    '0': ['oggi', 'today'],
    '1': ['domani', 'tomorrow'],
  };
  const named = near[String(days)];
  const day = named ? named[language === 'it' ? 0 : 1] : longDay(at, zone, language, now);
  return `${day} ${language === 'it' ? 'alle' : 'at'} ${clock(at, zone, language)}`;
}

/** "23 h 10 min", "45 min"; whole minutes, at least one. */
export function span(milliseconds: number): string {
  const minutes = Math.max(1, Math.floor(milliseconds / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** "1:05" */
export function seconds(value: number): string {
  const whole = Number.isFinite(value) ? Math.max(0, Math.floor(value)) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** "2 KB", "1,4 MB" */
export function size(bytes: number, language: Language): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.max(1, bytes / 1000), 'KB'] : [bytes / 1_000_000, 'MB'];
  return `${new Intl.NumberFormat(tag(language), { maximumFractionDigits: value < 10 && unit === 'MB' ? 1 : 0 }).format(value)} ${unit}`;
}

/** A plain day: "31 marzo 2027". */
export function plainDay(day: string, language: Language): string {
  return format(language, 'UTC', { day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(`${day}T12:00:00Z`),
  );
}
