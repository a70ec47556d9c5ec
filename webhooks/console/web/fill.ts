/** Sentences with gaps. */
export type Params = Record<string, string | number>;

/** "{count} righe" with its gaps filled; a gap nothing is known for stays as it is. Pure. */
export function fill(sentence: string, params: Params): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
