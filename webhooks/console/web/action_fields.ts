/** What has to be said before something is done to a ticket: the fields of each action, and its body from them. Pure. */

export type FormVerb = 'resolve' | 'close' | 'assign' | 'plan' | 'quote' | 'escalate' | 'call' | 'time' | 'priority';

export type FieldName =
  | 'summary'
  | 'reopen_hours'
  | 'reason'
  | 'assignee'
  | 'start'
  | 'end'
  | 'note'
  | 'amount'
  | 'text'
  | 'valid_until'
  | 'group'
  | 'reached'
  | 'minutes'
  | 'priority';

export type FieldKind = 'long' | 'line' | 'number' | 'datetime' | 'date' | 'amount' | 'choice' | 'check';
export type FieldSpec = { name: FieldName; kind: FieldKind; required?: true; min?: number; max?: number };

const summary: FieldSpec = { name: 'summary', kind: 'long', required: true, max: 3500 };
const note: FieldSpec = { name: 'note', kind: 'line', max: 2000 };

export const fields: Record<FormVerb, FieldSpec[]> = {
  resolve: [summary, { name: 'reopen_hours', kind: 'number', required: true, min: 1, max: 720 }],
  close: [{ name: 'reason', kind: 'line', max: 2000 }],
  assign: [{ name: 'assignee', kind: 'choice' }],
  plan: [{ name: 'start', kind: 'datetime', required: true }, { name: 'end', kind: 'datetime' }, note],
  quote: [
    { name: 'amount', kind: 'amount', required: true },
    { name: 'text', kind: 'long', required: true, max: 3500 },
    { name: 'valid_until', kind: 'date' },
  ],
  escalate: [
    { name: 'group', kind: 'choice', required: true },
    { name: 'reason', kind: 'long', max: 2000 },
  ],
  call: [{ name: 'reached', kind: 'check' }, note],
  time: [{ name: 'minutes', kind: 'number', required: true, min: 1, max: 1440 }, note],
  priority: [{ name: 'priority', kind: 'choice', required: true }],
};

export type Values = Partial<Record<FieldName, string | boolean>>;

/** Euro as people write them, in cents: "1.250,50", "1250.5", "80". Null for anything else. */
export function centsOf(written: string): number | null {
  const text = written.replace(/[\s€]/g, '');
  const match = /^(\d{1,3}(?:[.']\d{3})+|\d+)(?:[,.](\d{1,2}))?$/.exec(text);
  if (!match) return null;
  const whole = Number((match[1] ?? '').replace(/[.']/g, ''));
  return whole * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** The request's body; null while a value does not fit. Empty optional values are left out. */
export function bodyOf(verb: FormVerb, values: Values): Record<string, unknown> | null {
  const body: Record<string, unknown> = {};
  for (const spec of fields[verb]) {
    const value = values[spec.name];
    if (spec.kind === 'check') {
      body[spec.name] = value === true;
      continue;
    }
    const text = typeof value === 'string' ? value.trim() : '';
    if (!text) {
      if (spec.required) return null;
      if (spec.name === 'assignee') body.assignee = '';
      continue;
    }
    if (spec.kind === 'amount') {
      const cents = centsOf(text);
      if (cents === null) return null;
      body.cents = cents;
    } else if (spec.kind === 'number' || spec.name === 'priority') {
      const number = Number(text);
      if (!Number.isInteger(number)) return null;
      body[spec.name] = number;
    } else {
      body[spec.name] = text;
    }
  }
  return body;
}
