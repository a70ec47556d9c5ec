// The line where one writes, with everything that can be sent.
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { minutes, plain } from './format';
import { Icon, type IconName } from './icons';
import { act, attempt, customer, customers, numbers, open, quoting, show, tell, upload } from './model';
import { Sheet } from './sheet';
import { use } from './store';
import { summary } from './summary';
import { record, type Recording } from './voice';
import { words } from './words';

const palette = [...'😀😅😂🙂😉😍🤔😕😢😡👍👎👌🙏👏💪❤️🎉🔥✅❌⏰📷🖨️🧾💶☎️🏪']
  // Variation selectors belong to the emoji before them.
  .reduce<string[]>((all, c) => (c === '\ufe0f' ? [...all.slice(0, -1), `${all[all.length - 1]}${c}`] : [...all, c]), []);

async function sample(name: string): Promise<Blob> {
  const reply = await fetch(`/emulator/samples/${name}`);
  if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
  return reply.blob();
}

async function sendFile(file: Blob, name: string, type: string, caption = ''): Promise<void> {
  const media = await upload(file, name);
  await act({ type, media, caption });
}

const kindOf = (mime: string): string =>
  mime === 'image/jpeg' || mime === 'image/png' ? 'image' : mime === 'video/mp4' || mime === 'video/3gpp' ? 'video' : 'document';

export async function sendSampleVoice(): Promise<void> {
  await attempt(async () => {
    const bytes = await sample('vocale.ogg');
    await sendFile(new Blob([bytes], { type: 'audio/ogg; codecs=opus' }), '', 'voice');
  });
}

function Attachments({ onClose }: { onClose: () => void }): VNode {
  const w = words();
  const photo = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const other = customers.get().find((one) => one.id !== customer.get() && !one.hides_phone);
  const run = (what: () => Promise<unknown>): void => {
    onClose();
    void attempt(what);
  };
  const picked = (input: HTMLInputElement | null, how: (mime: string) => string): void => {
    const chosen = input?.files?.[0];
    if (chosen) run(() => sendFile(chosen, chosen.name, how(chosen.type)));
  };
  const tile = (name: string, icon: IconName, tint: string, press: () => void, first = false): VNode => (
    <button type="button" class={`tile ${tint}`} onClick={press} data-first={first ? true : undefined}>
      <span>
        <Icon name={icon} />
      </span>
      {name}
    </button>
  );
  const samples: [string, string][] = [
    ['etichetta.jpg', w.label],
    ['schermata.jpg', w.screen],
    ['scontrino.jpg', w.receipt],
  ];
  return (
    <Sheet title={w.attach} onClose={onClose}>
      <div class="tiles">
        {tile(w.photo, 'image', 'violet', () => photo.current?.click(), true)}
        {tile(w.document, 'file', 'indigo', () => file.current?.click())}
        {tile(w.sampleDocument, 'file', 'indigo', () => run(async () => sendFile(await sample('fattura.pdf'), 'Fattura.pdf', 'document')))}
        {tile(w.position, 'pin', 'green', () => run(() => act({ type: 'location', latitude: 45.4384, longitude: 10.9916, name: 'Negozio Rossi', address: 'Via Mazzini 12, Verona' })))}
        {tile(w.contact, 'person', 'blue', () => run(() => act({ type: 'contacts', name: other?.name ?? 'Marco Verdi', phone: `+${other?.phone ?? '393331112233'}` })))}
        {tile(w.sticker, 'sticker', 'amber', () => run(async () => sendFile(await sample('grazie.webp'), '', 'sticker')))}
        {tile(w.voice, 'mic', 'rose', () => {
          onClose();
          void sendSampleVoice();
        })}
      </div>
      <h3>{w.sample}</h3>
      <div class="samples">
        {samples.map(([name, label]) => (
          <button type="button" key={name} onClick={() => run(async () => sendFile(await sample(name), name, 'image'))}>
            <img src={`/emulator/samples/${name}`} alt="" />
            {label}
          </button>
        ))}
      </div>
      <input ref={photo} class="hidden" type="file" accept="image/*,video/mp4" tabIndex={-1} aria-label={w.photo} onChange={() => picked(photo.current, kindOf)} />
      <input ref={file} class="hidden" type="file" tabIndex={-1} aria-label={w.document} onChange={() => picked(file.current, () => 'document')} />
    </Sheet>
  );
}

/** Held with a finger or the mouse, or switched with a key. */
function Microphone(): VNode {
  const w = words();
  const [since, setSince] = useState(0);
  const [, tick] = useState(0);
  const recording = useRef<Promise<Recording> | null>(null);
  const from = useRef(0);
  useEffect(() => {
    if (!since) return undefined;
    const timer = window.setInterval(() => tick((n) => n + 1), 250);
    return () => clearInterval(timer);
  }, [since]);
  const begin = (): void => {
    if (recording.current) return;
    setSince(Date.now());
    recording.current = record();
    recording.current.catch(() => {
      recording.current = null;
      setSince(0);
      tell(w.noMicrophone);
      void sendSampleVoice();
    });
  };
  const end = async (keep: boolean): Promise<void> => {
    const mine = recording.current;
    recording.current = null;
    setSince(0);
    const held = mine ? await mine.catch(() => null) : null;
    if (!held) return;
    if (!keep) return held.cancel();
    const note = await held.stop();
    await attempt(() => sendFile(note, '', 'voice'));
  };
  return (
    <>
      {since > 0 && (
        <div class="recording" role="status">
          <i /> {minutes((Date.now() - since) / 1000)} <span>{w.slide}</span>
        </div>
      )}
      <button
        type="button"
        class={`round main ${since ? 'live' : ''}`}
        aria-label={since ? w.recording : w.record}
        title={w.record}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = event.clientX;
          begin();
        }}
        onPointerUp={(event) => void end(Math.abs(event.clientX - from.current) < 80)}
        onPointerCancel={() => void end(false)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          if (event.repeat) return;
          if (recording.current) void end(true);
          else begin();
        }}
        onContextMenu={(event) => event.preventDefault()}
      >
        <Icon name="mic" />
      </button>
    </>
  );
}

/** The three things to try, as long as nothing was written. */
export function tryOut(which: number): void {
  const w = words();
  if (!open.get()) show(numbers.get()[0]?.id ?? '');
  if (which === 3) void sendSampleVoice();
  else void act({ text: which === 1 ? w.tryLabels : w.trySaturday });
}

export function Suggestions(): VNode {
  const w = words();
  return (
    <div class="suggestions" role="group" aria-label={w.try}>
      {[w.tryLabels, w.trySaturday, w.tryVoice].map((text, i) => (
        <button type="button" key={text} onClick={() => tryOut(i + 1)}>
          {i === 2 && <Icon name="mic" size={16} />}
          {text}
        </button>
      ))}
    </div>
  );
}

export function Composer(): VNode {
  const w = words();
  const [text, setText] = useState('');
  const [sheet, setSheet] = useState(false);
  const [emoji, setEmoji] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const about = use(quoting);
  use(open);
  const business = numbers.get().find((one) => one.id === open.get());

  useEffect(() => {
    if (!about) return;
    if (about.how === 'edit') setText(about.message.content.body ?? '');
    field.current?.focus();
  }, [about]);
  useEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 132)}px`;
  }, [text]);

  const leave = (): void => {
    if (about?.how === 'edit') setText('');
    quoting.set(null);
  };
  const submit = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    const said = text.trim();
    if (!said) return;
    const deed =
      about?.how === 'edit'
        ? { type: 'edit', message: about.message.id, text: said }
        : about
          ? { text: said, reply_to: about.message.id }
          : { text: said };
    setText('');
    setEmoji(false);
    quoting.set(null);
    if (!(await act(deed))) setText(said);
    field.current?.focus();
  };
  const put = (one: string): void => {
    const box = field.current;
    const at = box?.selectionStart ?? text.length;
    setText(text.slice(0, at) + one + text.slice(box?.selectionEnd ?? at));
    requestAnimationFrame(() => {
      box?.focus();
      box?.setSelectionRange(at + one.length, at + one.length);
    });
  };

  return (
    <form class="composer" onSubmit={(event) => void submit(event)}>
      {about && (
        <div class="quoting">
          <div class={`quote ${about.message.from === 'customer' ? 'mine' : ''}`}>
            <b>{about.how === 'edit' ? w.editing : about.message.from === 'customer' ? w.you : business?.name}</b>
            <span>{plain(summary(about.message))}</span>
          </div>
          <button type="button" class="round" aria-label={w.cancel} onClick={leave}>
            <Icon name="close" size={20} />
          </button>
        </div>
      )}
      {emoji && (
        <div class="palette" role="group" aria-label={w.emoji}>
          {palette.map((one) => (
            <button type="button" key={one} onClick={() => put(one)} aria-label={one}>
              {one}
            </button>
          ))}
        </div>
      )}
      <div class="line">
        <div class="field">
          <button type="button" class="round" aria-label={w.emoji} aria-expanded={emoji} onClick={() => setEmoji(!emoji)}>
            <Icon name="smile" />
          </button>
          <textarea
            ref={field}
            rows={1}
            value={text}
            placeholder={w.message}
            aria-label={w.message}
            maxLength={65536}
            enterkeyhint="send"
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void submit(event);
              if (event.key === 'Escape' && about) leave();
            }}
          />
          <button type="button" class="round" aria-label={w.attach} onClick={() => setSheet(true)}>
            <Icon name="clip" />
          </button>
        </div>
        {text.trim() ? (
          <button type="submit" class="round main" aria-label={w.send}>
            <Icon name="send" />
          </button>
        ) : (
          <Microphone />
        )}
      </div>
      {sheet && <Attachments onClose={() => setSheet(false)} />}
    </form>
  );
}
