/** What the page remembers between visits. Storage may be forbidden: then it forgets. */
const prefix = 'sportello.';

export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, value);
  } catch {
    // Private windows forbid it; the choice then lasts as long as the page.
  }
}
