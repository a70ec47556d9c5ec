/** Mails that no server took and calls to other programs that nobody answered, with another try. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get, newKey, post } from './api';
import { Fault } from './door';
import { language, t } from './i18n';
import { Icon } from './icons';
import { Link } from './link';
import { now, sayError, zoneOf } from './store';
import { moment } from './time';
import { toast } from './toasts';

type Mail = {
  id: number;
  business: string;
  ticket: string | null;
  to: string;
  subject: string;
  error: string | null;
  reply_code: number | null;
  created_at: string;
};
type Delivery = { id: number; url: string; type: string; status: number | null; error: string | null; created_at: string };
type Found = { mails: Mail[]; deliveries: Delivery[] };

const look = async (): Promise<Found> => {
  const [{ mails }, { deliveries }] = await Promise.all([
    get<{ mails: Mail[] }>('/mail?state=failed'),
    get<{ deliveries: Delivery[] }>('/hooks?state=failed'),
  ]);
  return { mails, deliveries };
};

const because = (code: number | null, error: string | null): string => [code, error].filter(Boolean).join(' ');

export function CheckMail(): JSX.Element | null {
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState('');
  const read = (): Promise<void> =>
    look()
      .then(setFound)
      .catch((error: unknown) => setFault(sayError(error)));
  useEffect(() => void read(), []);
  const again = (path: string): void => {
    post(path, {}, newKey())
      .then(() => toast({ text: t('send.againDone'), tone: 'good' }))
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }))
      .finally(() => void read());
  };
  const when = (at: string, business: string): string => moment(at, zoneOf(business), language.value, now.value);
  if (fault) return <Fault text={fault} />;
  return (
    <>
      {found && found.mails.length > 0 && (
        <section>
          <h3>{t('check.mail')}</h3>
          <ul class="checks">
            {found.mails.map((mail) => (
              <li key={mail.id} class="card">
                <p class="quiet">
                  {when(mail.created_at, mail.business)} {t('check.to', { to: mail.to })}{' '}
                  {mail.ticket && (
                    <Link to={{ page: 'ticket', code: mail.ticket }}>
                      <span class="code">{mail.ticket}</span>
                    </Link>
                  )}
                </p>
                <p class="bubble-text">{mail.subject}</p>
                <p class="fate bad">
                  <Icon name="alert" size={15} /> {because(mail.reply_code, mail.error)}
                </p>
                <button type="button" class="button small" onClick={() => again(`/mail/${mail.id}/resend`)}>
                  {t('send.again')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {found && found.deliveries.length > 0 && (
        <section>
          <h3>{t('check.hooks')}</h3>
          <ul class="checks">
            {found.deliveries.map((one) => (
              <li key={one.id} class="card">
                <p class="quiet">
                  {when(one.created_at, '')} · {one.type}
                </p>
                <p class="bubble-text">{one.url}</p>
                <p class="fate bad">
                  <Icon name="alert" size={15} /> {because(one.status, one.error)}
                </p>
                <button type="button" class="button small" onClick={() => again(`/hooks/${one.id}/resend`)}>
                  {t('send.again')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
