/** A year of opening days as months and weeks. Pure. */
import type { Localized } from './api';

export type Day = { date: string; open: [string, string][]; exception: Localized | null };
export type ServiceYear = { id: string; name: Localized; days: Day[] };

/** A month's weeks from Monday; places outside the month are null. */
export type Month = { month: number; weeks: (Day | null)[][] };

export function monthsOf(days: Day[]): Month[] {
  const months: Month[] = [];
  for (const day of days) {
    const month = Number(day.date.slice(5, 7));
    let present = months.at(-1);
    if (!present || present.month !== month) months.push((present = { month, weeks: [] }));
    const weekday = (new Date(`${day.date}T12:00:00Z`).getUTCDay() + 6) % 7;
    if (weekday === 0 || present.weeks.length === 0) present.weeks.push(Array<Day | null>(7).fill(null));
    const week = present.weeks.at(-1);
    if (week) week[weekday] = day;
  }
  return months;
}

export type Kind = 'open' | 'half' | 'holiday' | 'shut';
/** How a day differs from its weekday. */
export function kindOf(day: Day): Kind {
  if (day.exception) return day.open.length ? 'half' : 'holiday';
  return day.open.length ? 'open' : 'shut';
}

export const hoursOf = (day: Day): string => day.open.map(([from, to]) => `${from}–${to}`).join(', ');
export const exceptionsOf = (days: Day[]): Day[] => days.filter((day) => day.exception !== null);
