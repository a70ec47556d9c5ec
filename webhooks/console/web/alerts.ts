/** Notices outside the page and a sound, only for those who asked. */
import { signal } from '@preact/signals';
import { remember, remembered } from './memory';

export const desktop = signal(remembered('desktop') === 'on' && 'Notification' in globalThis);
export const sound = signal(remembered('sound') === 'on');

/** Turns the browser's notices on or off; it asks the person first. False when it does not allow them. */
export async function setDesktop(on: boolean): Promise<boolean> {
  const allowed = !on || ('Notification' in globalThis && (await Notification.requestPermission()) === 'granted');
  desktop.value = on && allowed;
  remember('desktop', desktop.value ? 'on' : null);
  return allowed;
}

export function setSound(on: boolean): void {
  sound.value = on;
  remember('sound', on ? 'on' : null);
  if (on) ring();
}

let audio: AudioContext | undefined;

/** Two short soft notes. */
export function ring(): void {
  audio ??= new AudioContext();
  const start = audio.currentTime;
  [660, 880].forEach((pitch, index) => {
    if (!audio) return;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = start + index * 0.13;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.22);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.25);
  });
}

/** Says it where the person is: as a notice when they look elsewhere, and aloud when they want that. */
export function alertPerson(title: string, body: string, tag: string, open: () => void): void {
  if (sound.value) ring();
  if (!desktop.value || !document.hidden) return;
  const notice = new Notification(title, { body, tag, icon: '/console/icon.svg' });
  notice.onclick = () => {
    window.focus();
    open();
    notice.close();
  };
}
