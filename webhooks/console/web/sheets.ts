/** Managers' figures: how they are asked for, and as a table for a spreadsheet. */
import { get } from './api';
import { t, type Language } from './i18n';
import { dayOf, plainDay } from './time';

export type Spread = { count: number; median: number | null; ninety: number | null };
export type Sheet = {
  business: string;
  from: string;
  to: string;
  whole: boolean;
  opened: number;
  resolved: number;
  reopened: number;
  work_minutes: number;
  answer: Spread;
  resolution: Spread;
  days: { day: string; opened: number; resolved: number }[];
  scores: { ticket: string; score: number; comment: string; assignee: string; at: string }[];
  cost: {
    net_cents: number;
    vat_cents: number;
    gross_cents: number;
    tickets: { ticket: string; company: string; minutes: number; net_cents: number }[];
  };
  hours_questions: { count: number; closed: number; whole: boolean; read_until: string | null };
  messages: { month: string; free: number; numbers: { number: string; sent: number; free_used: number; billed: number }[] };
};

export const readSheet = (business: string, from: string, to: string): Promise<Sheet> =>
  get<Sheet>(`/sheets?${new URLSearchParams({ business, from, to }).toString()}`);

/** The day so many days before. Pure. */
export function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - count * 86_400_000).toISOString().slice(0, 10);
}

/** A table as a spreadsheet reads it; a cell that could be taken for a formula is defused. Pure. */
export function csv(rows: (string | number | null)[][]): string {
  const cell = (value: string | number | null): string => {
    if (value === null) return '';
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",;\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`;
}

/** Hands a text over as a file. */
export function save(name: string, text: string, type = 'text/csv'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The middle of what customers gave, to one decimal; null without any. Pure. */
export function average(scores: { score: number }[]): number | null {
  if (!scores.length) return null;
  return Math.round((scores.reduce((sum, one) => sum + one.score, 0) / scores.length) * 10) / 10;
}

/** How many asked about hours, as far as their texts were read: a part of them is "at least so many, until that day". */
export function hoursAsked(asked: Sheet['hours_questions'], language: Language, zone: string): { value: string; note: string } {
  const closed = t('sheet.hoursClosed', { count: asked.closed });
  if (!asked.read_until) return { value: String(asked.count), note: closed };
  const day = plainDay(dayOf(new Date(asked.read_until), zone), language);
  return { value: t('sheet.hoursAtLeast', { count: asked.count }), note: `${closed}; ${t('sheet.hoursPart', { day })}` };
}

/** "80,00 €" */
export const euros = (cents: number, language: string): string =>
  new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' }).format(cents / 100);

/** "12,5 %"; nothing of nothing is nothing. */
export function share(part: number, whole: number, language: string): string {
  if (!whole) return '–';
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(part / whole);
}
