/** WhatsApp's own markup and links in a text, as a tree of plain values: nothing here becomes HTML by itself. */

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; pieces: Piece[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string };

const links = /(https?:\/\/[^\s<>"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/gi;
const marks: Record<string, 'bold' | 'italic' | 'strike'> = { '*': 'bold', _: 'italic', '~': 'strike' };

function withLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(links)) {
    // Punctuation that ends a sentence does not belong to the address.
    const address = match[0].replace(/[.,;:!?)\]}»”]+$/, '');
    if (!address) continue;
    const at = match.index ?? 0;
    if (at > from) pieces.push({ kind: 'text', text: text.slice(from, at) });
    pieces.push({ kind: 'link', text: address, href: /^https?:/i.test(address) ? address : `mailto:${address}` });
    from = at + address.length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** Where the span that opens at `start` closes, or -1: marks hug their text and do not stand inside words. */
function closing(text: string, start: number): number {
  const mark = text[start] ?? '';
  if (isWord(text[start - 1]) || /\s/.test(text[start + 1] ?? ' ')) return -1;
  for (let end = start + 2; end < text.length && text[end] !== '\n'; end++) {
    if (text[end] === mark && !/\s/.test(text[end - 1] ?? ' ') && !isWord(text[end + 1])) return end;
  }
  return -1;
}

const deepest = 3;

/** Parses a message. Marks nest three deep, then they are characters: a text cannot make a tree that is hard to draw. */
export function parseMarkup(text: string, depth = 0): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  const flush = (): void => {
    pieces.push(...withLinks(plain));
    plain = '';
  };
  for (let at = 0; at < text.length;) {
    const fence = text.startsWith('```', at) ? text.indexOf('```', at + 3) : -1;
    if (fence > at + 3) {
      flush();
      pieces.push({ kind: 'code', text: text.slice(at + 3, fence) });
      at = fence + 3;
      continue;
    }
    const kind = depth < deepest ? marks[text[at] ?? ''] : undefined;
    const end = kind ? closing(text, at) : -1;
    if (kind && end > 0) {
      flush();
      pieces.push({ kind, pieces: parseMarkup(text.slice(at + 1, end), depth + 1) });
      at = end + 1;
      continue;
    }
    plain += text[at];
    at += 1;
  }
  flush();
  return pieces;
}
