/** The plans of a business's profile, by name. */
import { say, t } from './i18n';
import { businesses } from './store';

const plansOf = (business: string): { id: string; title: string }[] =>
  (businesses.value.find((one) => one.id === business)?.plans ?? []).map((one) => ({ id: one.id, title: say(one.name) }));

/** The plan's own name; "none" is known to have none, and a plan the profile no longer has keeps its id. */
export function planName(business: string, plan: string): string {
  if (plan === 'none') return t('plan.none');
  return plansOf(business).find((one) => one.id === plan)?.title ?? plan;
}

/** Every plan one may have, to choose one of. */
export const planOptions = (business: string): { value: string; title: string }[] => [
  ...plansOf(business).map((one) => ({ value: one.id, title: one.title })),
  { value: 'none', title: t('plan.none') },
];
