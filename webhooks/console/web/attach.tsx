/** The file that goes with a reply: chosen, dropped or pasted, uploaded at once, sent when the operator says so. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { upload } from './api';
import { language, t } from './i18n';
import { Icon } from './icons';
import { sayError } from './store';
import { size } from './time';
import { toast } from './toasts';

/** As the desk takes them (the server's limit for one request). */
export const largest = 3_000_000;

type Uploaded = { file: string; name: string; mime: string; size: number };
export type Attached = { file: Uploaded | null; busy: boolean; add: (file: File | undefined) => void; drop: () => void };

/** A pasted picture has no name of its own. */
export function nameOf(file: { name: string; type: string }): string {
  if (file.name && file.name !== 'image.png') return file.name;
  return file.type === 'image/jpeg' ? 'immagine.jpg' : 'immagine.png';
}

export function useAttached(code: string): Attached {
  const [file, setFile] = useState<Uploaded | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => setFile(null), [code]);
  const add = (given: File | undefined): void => {
    if (!given) return;
    if (given.size > largest) {
      toast({ text: t('attach.tooLarge', { most: size(largest, language.value) }), tone: 'bad' });
      return;
    }
    setBusy(true);
    const name = nameOf(given);
    upload<Uploaded>(`/tickets/${encodeURIComponent(code)}/files?name=${encodeURIComponent(name)}`, given)
      .then(setFile)
      .catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }))
      .finally(() => setBusy(false));
  };
  return { file, busy, add, drop: () => setFile(null) };
}

export function AttachButton({ attached }: { attached: Attached }): JSX.Element {
  return (
    <label class="button plain small attach">
      <Icon name="attach" size={15} /> {attached.busy ? t('attach.busy') : t('attach.add')}
      <input
        type="file"
        class="hidden"
        accept=".jpg,.jpeg,.png,.pdf,.docx,.xlsx,.pptx,.doc,.xls,.ppt,.txt,.mp3,.ogg,.mp4"
        disabled={attached.busy}
        onChange={(event) => {
          attached.add(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}

export function AttachedFile({ attached }: { attached: Attached }): JSX.Element | null {
  const { file } = attached;
  if (!file) return null;
  return (
    <p class="citation">
      <Icon name="file" size={15} />
      <span>
        {file.name} <small class="quiet">{size(file.size, language.value)}</small>
      </span>
      <button type="button" class="button plain small" aria-label={t('attach.remove')} onClick={attached.drop}>
        <Icon name="close" size={14} />
      </button>
    </p>
  );
}
