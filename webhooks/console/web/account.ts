/** Signing in and one's own account. Throws what went wrong. */
import { get, post } from './api';

export type SignInStep = 'in' | 'code';

export async function signIn(email: string, password: string, code: string): Promise<SignInStep> {
  const body = code ? { email, password, code } : { email, password };
  return (await post<{ step: SignInStep }>('/sign-in', body)).step;
}

export const choosePassword = (password: string, present?: string): Promise<void> =>
  post('/me/password', present === undefined ? { password } : { password, present });

export type SecondFactor = { secret: string; uri: string; qr: string[] };
export const startSecondFactor = (): Promise<SecondFactor> => post<SecondFactor>('/me/second-factor/start');
export const confirmSecondFactor = (code: string): Promise<void> => post('/me/second-factor/confirm', { code });
export const removeSecondFactor = (password: string): Promise<void> => post('/me/second-factor/remove', { password });

export type Account = {
  id: number;
  name: string;
  email: string;
  role: Role;
  disabled: boolean;
  has_password: boolean;
  second_factor: boolean;
  created_at: string;
};
export type Role = 'operator' | 'second_level' | 'administration' | 'manager';
export const roles: Role[] = ['operator', 'second_level', 'administration', 'manager'];
export type OneTimeLink = { link: string; until: string };

export const accounts = async (): Promise<Account[]> => (await get<{ accounts: Account[] }>('/accounts')).accounts;
export const invite = (name: string, email: string, role: Role): Promise<OneTimeLink> =>
  post<OneTimeLink>('/accounts', { name, email, role });
export const resetAccount = (id: number): Promise<OneTimeLink> => post<OneTimeLink>(`/accounts/${id}/reset`);
export const changeAccount = (id: number, change: { role?: Role; disabled?: boolean }): Promise<void> =>
  post(`/accounts/${id}`, change);

/** The least a password must have; the desk judges the rest. */
export const shortestPassword = 12;

/** A dark square per 1, as one path of a drawing `size` squares wide. */
export function qrPath(rows: string[]): string {
  return rows
    .flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`))
    .join('');
}

/** The link as a person passes it on: the desk does not always know the name it is reached by. */
export function wholeLink(link: string, origin: string): string {
  return link.startsWith('/') ? origin + link : link;
}
