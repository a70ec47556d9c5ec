/** What the ticket costs once the minutes that are being typed are recorded, line by line. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get, type Cost } from './api';
import { language, t, type Key } from './i18n';

const pause = 250;

export function CostPreview({ code, minutes }: { code: string; minutes: string }): JSX.Element | null {
  const [cost, show] = useState<Cost | 'waiting' | 'unknown'>('waiting');
  const whole = /^\d{1,4}$/.test(minutes) && Number(minutes) >= 1 && Number(minutes) <= 1440;
  useEffect(() => {
    if (!whole) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      get<Cost>(`/tickets/${encodeURIComponent(code)}/cost?minutes=${minutes}`)
        .then((found) => current && show(found))
        .catch(() => current && show('unknown'));
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [code, minutes, whole]);
  if (!whole) return null;
  return (
    <section class="cost" role="status" aria-label={t('cost.title')}>
      {cost === 'waiting' && <p class="quiet">{t('cost.wait')}</p>}
      {cost === 'unknown' && <p class="quiet">{t('cost.unknown')}</p>}
      {typeof cost === 'object' && (
        <>
          <h3>{t('cost.title')}</h3>
          {cost.computations.map((one) => (
            <div key={one.id}>
              {cost.computations.length > 1 && <p class="quiet">{t(`cost.${one.id}` as Key)}</p>}
              <ul>
                {one.explanation[language.value].map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          ))}
        </>
      )}
    </section>
  );
}
