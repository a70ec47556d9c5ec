/** Sample calls: how they are drawn and what came of them. */
import { get, post, type Customer } from './api';

export const outcomes = ['satisfied', 'unsatisfied', 'unreachable', 'declined'] as const;
export type Outcome = (typeof outcomes)[number];

export type SampleCall = {
  id: number;
  ticket: string;
  summary: string;
  customer: Customer;
  outcome: Outcome | null;
  note: string;
  called_at: string | null;
  called_by: string | null;
};
export type Sample = {
  id: number;
  business: string;
  from: string;
  to: string;
  percent: number;
  seed: number;
  candidates: number;
  created_at: string;
  created_by: string;
};
export type SampleWithCalls = Sample & { calls: SampleCall[] };
export type Draw = { business: string; from: string; to: string; percent?: number; seed: number };

export const readSamples = (business: string): Promise<Sample[]> =>
  get<{ samples: Sample[] }>(`/samples?business=${encodeURIComponent(business)}`).then((all) => all.samples);
export const readSample = (id: number): Promise<SampleWithCalls> => get<SampleWithCalls>(`/samples/${id}`);
export const drawSample = (draw: Draw): Promise<SampleWithCalls> => post<SampleWithCalls>('/samples', draw);
export const recordCall = (id: number, outcome: Outcome, note: string): Promise<void> =>
  post(`/sample-calls/${id}/outcome`, { outcome, note });

/** How many calls came to what, in the order of the outcomes; those not made yet last. Pure. */
export function tally(calls: Pick<SampleCall, 'outcome'>[]): { outcome: Outcome | null; count: number }[] {
  return [...outcomes, null].map((outcome) => ({
    outcome,
    count: calls.filter((one) => one.outcome === outcome).length,
  }));
}

/** The first and last day of the month before. Pure. */
export function lastMonth(today: string): { from: string; to: string } {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return { from: day(Date.UTC(year, month - 2, 1)), to: day(Date.UTC(year, month - 1, 0)) };
}
