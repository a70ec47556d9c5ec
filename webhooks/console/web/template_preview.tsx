/** After 24 hours: the approved template that carries what is being written, as the customer will read it. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TicketDetails } from './api';
import { t } from './i18n';
import { readTemplates, type Template } from './system_page';

/** The template an operator's reply goes out with: in the customer's language, else in the first there is. Pure. */
export function replyTemplate(templates: Template[], business: string, language: string | null): Template | null {
  const usable = templates.filter((one) => one.business === business && one.purpose === 'operator_reply' && one.usable);
  return usable.find((one) => one.language === (language ?? 'it')) ?? usable[0] ?? null;
}

/** With its placeholders filled; a template's values stand on one line. Pure. */
export function filledTemplate(body: string, values: Record<string, string>): string {
  return body.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name]?.replace(/\s+/g, ' ').trim() || whole);
}

export function TemplatePreview({ details, text }: { details: TicketDetails; text: string }): JSX.Element | null {
  const [templates, setTemplates] = useState<Template[] | null>(null);
  useEffect(() => {
    readTemplates()
      .then(setTemplates)
      .catch(() => setTemplates([]));
  }, [details.code]);
  if (!templates) return null;
  const { customer } = details;
  const template = replyTemplate(templates, details.business, customer.language);
  if (!template) return <p class="quiet template-preview">{t('write.noTemplate')}</p>;
  const body = filledTemplate(template.body, { name: customer.name, code: details.code, text });
  return (
    <figure class="template-preview">
      <figcaption class="quiet">{t('write.asTemplate', { name: template.name })}</figcaption>
      <blockquote class="bubble-text">{body}</blockquote>
    </figure>
  );
}
