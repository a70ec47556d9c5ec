/** Companies, people, and the customers' file: how the API is asked. */
import { get, getVersion, post, postVersion, upload, type Customer, type Versioned } from './api';
import type { Refusal } from './refusal';

export type Standing = 'unknown' | 'good' | 'bad';
export type Company = {
  id: number;
  business: string;
  name: string;
  code: string | null;
  standing: Standing;
  licences: number | null;
};
/** Both days included. */
export type Contract = { plan: string; from: string | null; to: string | null };
export type Asset = { name: string; serial: string | null; purchased: string | null; extended: boolean };
export type MailAddress = { address: string; enabled: boolean };
export type CompanyDetails = Company & {
  contracts: Contract[];
  assets: Asset[];
  mail_addresses: MailAddress[];
  people: Customer[];
};
export type Conflict = { id: number; business: string; customers: Customer[]; at: string };
export type LineFault = Refusal & { line: number; text: string };
export type Change = LineFault & { sign: '+' | '~' | '-' };
export type Imported = { lines: number; written: boolean; changes: Change[]; faults: LineFault[] };

type Page<Name extends string, Row> = Record<Name, Row[]> & { next: string | null };
const search = (business: string, words: string, cursor: string | null): string =>
  new URLSearchParams({ business, q: words, ...(cursor ? { cursor } : {}) }).toString();

export const findCompanies = (business: string, words: string, cursor: string | null): Promise<Page<'companies', Company>> =>
  get(`/companies?${search(business, words, cursor)}`);
export const findPeople = (business: string, words: string, cursor: string | null): Promise<Page<'people', Customer>> =>
  get(`/people?${search(business, words, cursor)}`);
export const readCompany = (id: number): Promise<Versioned<CompanyDetails>> => getVersion(`/companies/${id}`);
/** An id of 0: a new one. */
export const saveCompany = (id: number, body: unknown, version: string): Promise<Versioned<CompanyDetails>> =>
  postVersion(id ? `/companies/${id}` : '/companies', body, version);
export const joinCompany = (company: number, person: number): Promise<void> =>
  post(`/companies/${company}/people`, { person });
export const leaveCompany = (company: number, person: number): Promise<void> =>
  post(`/companies/${company}/people/${person}/remove`);
export const readPerson = (id: number): Promise<Versioned<Customer>> => getVersion(`/people/${id}`);
/** An id of 0: a new one. */
export const savePerson = (id: number, body: unknown, version: string): Promise<Versioned<Customer>> =>
  postVersion(id ? `/people/${id}` : '/people', body, version);

export type Removed = { what: string; count: number };
export type ErasurePreview = { name: string; removed: Removed[]; kept_tickets: string[] };
export type Erased = {
  removed: Removed[];
  kept_tickets: string[];
  files: number;
  left: string[];
  compacted: boolean;
  proven: boolean;
  copies: string[];
};
/** All the desk knows of a person. The audit tells who asked for it. */
export const copyPerson = (id: number): Promise<unknown> => post(`/people/${id}/copy`);
export const previewErasure = (id: number): Promise<ErasurePreview> => get(`/people/${id}/erasure`);
export const erasePerson = (id: number, name: string): Promise<Erased> => post(`/people/${id}/erase`, { name });
export const readConflicts = (): Promise<Conflict[]> =>
  get<{ conflicts: Conflict[] }>('/conflicts').then((all) => all.conflicts);
export const settleConflict = (id: number, body: { outcome: 'merged' | 'apart'; into?: number }): Promise<void> =>
  post(`/conflicts/${id}/settle`, body);

/** What the file would change, or what it has changed. A file with faults changes nothing. */
export async function importFile(business: string, file: Blob, preview: boolean): Promise<Imported> {
  const query = new URLSearchParams({ business, dry_run: String(preview) }).toString();
  return upload(`/customers/import?${query}`, file);
}

export type ContractState = 'valid' | 'expired' | 'future' | 'none';
/** What a contract is worth on a day; its last day still counts. Pure. */
export function contractState({ plan, from, to }: Contract, today: string): ContractState {
  if (plan === 'none') return 'none';
  if (from && today < from) return 'future';
  return to && to < today ? 'expired' : 'valid';
}

/** The contract that counts today: one that is valid, else the next, else the last. Pure. */
export function contractNow(contracts: Contract[], today: string): Contract | null {
  const order: ContractState[] = ['valid', 'future', 'expired', 'none'];
  const rank = (one: Contract): number => order.indexOf(contractState(one, today));
  return [...contracts].sort((a, b) => rank(a) - rank(b) || (b.to ?? '9').localeCompare(a.to ?? '9'))[0] ?? null;
}

