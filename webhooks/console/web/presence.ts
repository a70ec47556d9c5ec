/** Who else is on the open ticket. One's own presence is said again before the desk forgets it. */
import { signal } from '@preact/signals';
import { post } from './api';

export type Colleague = { name: string; typing: boolean };
export type Attention = 'viewing' | 'typing' | 'gone';

export const colleagues = signal<Colleague[]>([]);
let here: { code: string; attention: Attention } | null = null;
const again = 20_000;
const stopsTyping = 8_000;
let stop: ReturnType<typeof setTimeout> | undefined;

async function say(): Promise<void> {
  if (!here) return;
  const { code, attention } = here;
  try {
    const { people } = await post<{ people: Colleague[] }>(`/tickets/${encodeURIComponent(code)}/presence`, {
      state: attention,
    });
    if (here?.code === code) colleagues.value = people;
  } catch {
    // A courtesy: what matters is refused when it is sent. The next turn says it again.
  }
}

/** Somebody opened the ticket; the answer is what to do when they leave it. */
export function attend(code: string): () => void {
  here = { code, attention: 'viewing' };
  colleagues.value = [];
  void say();
  const timer = setInterval(() => {
    if (!document.hidden) void say();
  }, again);
  return () => {
    clearInterval(timer);
    clearTimeout(stop);
    if (here?.code === code) {
      here = { code, attention: 'gone' };
      void say();
      here = null;
    }
    colleagues.value = [];
  };
}

/** A key was pressed in the composer. */
export function typing(): void {
  if (!here) return;
  clearTimeout(stop);
  stop = setTimeout(() => {
    if (here?.attention !== 'typing') return;
    here.attention = 'viewing';
    void say();
  }, stopsTyping);
  if (here.attention === 'typing') return;
  here.attention = 'typing';
  void say();
}

/** The desk says that somebody came, wrote or went. */
export const hearColleagues = (): void => void say();
