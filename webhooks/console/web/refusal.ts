/** A refusal of the desk in words: its code says why, its params what it speaks of. */
import { t, tOr, type Key } from './i18n';
import { whoIs } from './timeline';

export type Refusal = { code: string; params: Record<string, string> };

/** How the pages call the members of what they send. */
const labels: Record<string, Key> = {
  name: 'operators.name',
  whatsapp: 'person.whatsapp',
  phone: 'person.callback',
  reachable: 'person.reachable',
  email: 'door.email',
  email_enabled: 'mail.enabled',
  address: 'door.email',
  plan: 'data.plan',
  plan_from: 'sheet.from',
  plan_to: 'company.to',
  from: 'sheet.from',
  to: 'company.to',
  code: 'company.code',
  licences: 'company.licences',
  purchased: 'asset.purchased',
  contracts: 'company.contracts',
  assets: 'company.assets',
  mail_addresses: 'company.mails',
  password: 'choose.password',
};

const labelOf = (member: string): string => {
  const key = labels[member];
  return key ? t(key) : tOr(`field.${member}`, member);
};

/** Null for a code that has no sentence: then the answer's own words must do. */
export function sayRefusal({ code, params }: Refusal): string | null {
  const { field, list, row, operator } = params;
  const sentence = tOr(`refusal.${code}`, '', {
    ...params,
    ...(field ? { field: labelOf(field) } : {}),
    ...(operator ? { operator: whoIs(operator).name || operator } : {}),
  });
  if (!sentence) return null;
  return list && row ? t('refusal.inRow', { list: labelOf(list), row, text: sentence }) : sentence;
}
