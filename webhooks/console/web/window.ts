/** Which rows of a long list are drawn: those in sight and some around them. Pure. */

export type Slice = { first: number; last: number; before: number; after: number };

export function slice(count: number, height: number, top: number, view: number, spare = 8): Slice {
  const first = Math.max(0, Math.min(Math.floor(top / height) - spare, count - 1));
  const last = Math.min(count, Math.ceil((top + view) / height) + spare);
  const from = count === 0 ? 0 : first;
  return { first: from, last: Math.max(from, last), before: from * height, after: (count - Math.max(from, last)) * height };
}

/** How far the list must be moved so that the row is in sight; the present place when it already is. */
export function placeFor(row: number, height: number, top: number, view: number): number {
  if (row * height < top) return row * height;
  if ((row + 1) * height > top + view) return (row + 1) * height - view;
  return top;
}
