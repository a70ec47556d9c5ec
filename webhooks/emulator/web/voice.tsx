// Voice notes: recording them, and the player in the bubble.
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { minutes } from './format';
import { Icon } from './icons';
import { customer, post, type Message } from './model';
import { oggFromWebm } from './ogg';
import { words } from './words';

export interface Recording {
  stop(): Promise<Blob>;
  cancel(): void;
}

/** Starts to record; fails where there is no microphone or the person says no. */
export async function record(): Promise<Recording> {
  if (!navigator.mediaDevices || typeof MediaRecorder === 'undefined') throw new Error('no recorder');
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const ogg = 'audio/ogg;codecs=opus';
  const mime = MediaRecorder.isTypeSupported(ogg) ? ogg : 'audio/webm;codecs=opus';
  const recorder = new MediaRecorder(stream, { mimeType: mime, audioBitsPerSecond: 24_000 });
  const chunks: Blob[] = [];
  recorder.ondataavailable = (event) => chunks.push(event.data);
  const ended = new Promise<void>((done) => recorder.addEventListener('stop', () => done(), { once: true }));
  recorder.start();
  const end = async (): Promise<void> => {
    if (recorder.state !== 'inactive') recorder.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    async stop() {
      await end();
      const bytes = await new Blob(chunks).arrayBuffer();
      // WhatsApp's notes are Ogg; Chromium records the same Opus packets in WebM.
      const note = mime === ogg ? new Uint8Array(bytes) : oggFromWebm(new Uint8Array(bytes));
      return new Blob([note as BlobPart], { type: 'audio/ogg; codecs=opus' });
    },
    cancel: () => void end(),
  };
}

/** Bars that look like speech and are the same each time for one note. */
function bars(id: string, count: number): number[] {
  let hash = 2166136261;
  for (const c of id) hash = Math.imul(hash ^ c.charCodeAt(0), 16777619);
  return Array.from({ length: count }, (_, i) => {
    hash = Math.imul(hash ^ (i + 1), 16777619);
    const swell = 0.45 + 0.4 * Math.sin((i / count) * Math.PI * 3 + (hash & 3));
    return Math.max(0.15, Math.min(1, swell + (((hash >>> 8) & 255) / 255 - 0.5) * 0.6));
  });
}

let playing: HTMLAudioElement | null = null;

export function VoiceNote({ message, source, number }: { message: Message; source: string; number: string }): VNode {
  const audio = useRef<HTMLAudioElement>(null);
  const [state, setState] = useState({ on: false, at: 0, length: 0 });
  const heights = bars(message.id, 30);
  useEffect(() => {
    const player = audio.current;
    if (!player) return;
    const update = (): void =>
      setState({ on: !player.paused, at: player.currentTime, length: Number.isFinite(player.duration) ? player.duration : 0 });
    for (const name of ['play', 'pause', 'timeupdate', 'loadedmetadata', 'ended']) player.addEventListener(name, update);
    return () => player.pause();
  }, []);
  const toggle = (): void => {
    const player = audio.current;
    if (!player) return;
    if (!player.paused) return player.pause();
    if (playing && playing !== player) playing.pause();
    playing = player;
    void player.play().catch(() => undefined);
    if (message.from === 'business' && message.ticks !== 'played') {
      void post(`threads/${number}/${customer.get()}/play`, { message: message.id }).catch(() => undefined);
    }
  };
  const share = state.length ? state.at / state.length : 0;
  return (
    <div class="voice">
      <button type="button" class="round" onClick={toggle} aria-label={state.on ? words().pause : words().play}>
        <Icon name={state.on ? 'pause' : 'play'} size={26} />
      </button>
      <div class="bars" aria-hidden="true">
        {heights.map((height, i) => (
          <i key={i} class={i / heights.length < share ? 'heard' : ''} style={{ height: `${Math.round(height * 100)}%` }} />
        ))}
      </div>
      <span class="length">{minutes(state.on || state.at ? state.at : state.length)}</span>
      <audio ref={audio} src={source} preload="metadata" />
    </div>
  );
}
