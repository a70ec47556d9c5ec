/** Companies, people, and the customers' file: how the API is asked. */
import { get, post, upload, type Customer } from './api';

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
export type Conflict = { id: number; business: string; people: [number, number]; at: string };
export type Change = { line: number; sign: '+' | '~' | '-'; text: string };
export type Imported = { lines: number; written: boolean; changes: Change[]; faults: { line: number; text: string }[] };

type Page<Name extends string, Row> = Record<Name, Row[]> & { next: string | null };
const search = (business: string, words: string, cursor: string | null): string =>
  new URLSearchParams({ business, q: words, ...(cursor ? { cursor } : {}) }).toString();

export const findCompanies = (business: string, words: string, cursor: string | null): Promise<Page<'companies', Company>> =>
  get(`/companies?${search(business, words, cursor)}`);
export const findPeople = (business: string, words: string, cursor: string | null): Promise<Page<'people', Customer>> =>
  get(`/people?${search(business, words, cursor)}`);
export const readCompany = (id: number): Promise<CompanyDetails> => get(`/companies/${id}`);
export const saveCompany = (id: number, body: unknown): Promise<CompanyDetails> =>
  post(id ? `/companies/${id}` : '/companies', body);
export const joinCompany = (company: number, person: number): Promise<void> =>
  post(`/companies/${company}/people`, { person });
export const leaveCompany = (company: number, person: number): Promise<void> =>
  post(`/companies/${company}/people/${person}/remove`);
export const readPerson = (id: number): Promise<Customer> => get(`/people/${id}`);
export const savePerson = (id: number, body: unknown): Promise<Customer> => post(id ? `/people/${id}` : '/people', body);
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

