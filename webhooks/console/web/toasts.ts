/** Short notices that come and go. */
import { signal } from '@preact/signals';

export type Toast = { id: number; text: string; detail?: string; tone: 'good' | 'bad' | 'news'; open?: () => void };

export const toasts = signal<Toast[]>([]);
const most = 4;
const stay = { good: 4_000, news: 9_000, bad: 12_000 };
let count = 0;

export function toast(notice: Omit<Toast, 'id'>): void {
  const id = ++count;
  toasts.value = [...toasts.value, { ...notice, id }].slice(-most);
  setTimeout(() => dismiss(id), stay[notice.tone]);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}
