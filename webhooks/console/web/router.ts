/** The console's own addresses: the list, a ticket, what is to be checked. */
import { signal } from '@preact/signals';

export type AdminPart = 'sheets' | 'samples' | 'companies' | 'people' | 'system' | 'canned' | 'calendar' | 'operators' | 'audit';
export const adminParts: AdminPart[] = ['sheets', 'samples', 'companies', 'people', 'system', 'canned', 'calendar', 'operators', 'audit'];
export type Route =
  { page: 'list' } | { page: 'ticket'; code: string } | { page: 'check' } | { page: 'gallery' } | { page: 'admin'; part: AdminPart };

const base = '/console/';

export function readRoute(path: string): Route {
  const [page, name] = path.slice(base.length).split('/').map(decode);
  if (page === 'tickets' && name) return { page: 'ticket', code: name };
  const part = adminParts.find((one) => one === name);
  if (page === 'admin' && part) return { page: 'admin', part };
  if (page === 'gallery') return { page: 'gallery' };
  return page === 'check' ? { page: 'check' } : { page: 'list' };
}

function decode(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

export function pathOf(route: Route): string {
  if (route.page === 'ticket') return `${base}tickets/${encodeURIComponent(route.code)}`;
  if (route.page === 'admin') return `${base}admin/${route.part}`;
  if (route.page === 'gallery') return `${base}gallery`;
  return route.page === 'check' ? `${base}check` : base;
}

export const route = signal<Route>({ page: 'list' });

export function go(to: Route): void {
  const path = pathOf(to);
  if (path !== location.pathname) history.pushState(null, '', path);
  route.value = to;
}

/** Goes there without a way back to this address. */
export function replace(to: Route): void {
  history.replaceState(null, '', pathOf(to));
  route.value = to;
}

/** Follows the browser's own back and forward. */
export function followHistory(): void {
  const read = (): void => {
    route.value = readRoute(location.pathname);
  };
  window.addEventListener('popstate', read);
  read();
}
