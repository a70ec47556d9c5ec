/** Light, dark, or as the system says. The colours themselves are in tokens.css. */
import { signal } from '@preact/signals';
import { remember, remembered } from './memory';

export type Theme = 'auto' | 'light' | 'dark';

const asTheme = (value: string | null): Theme => (value === 'light' || value === 'dark' ? value : 'auto');

export const theme = signal<Theme>(asTheme(remembered('theme')));

export function applyTheme(): void {
  const root = document.documentElement;
  if (theme.value === 'auto') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme.value);
}

export function setTheme(chosen: string): void {
  theme.value = asTheme(chosen);
  remember('theme', theme.value === 'auto' ? null : theme.value);
  applyTheme();
}
