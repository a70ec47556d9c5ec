/** Plays a voice note: start and stop, where one is, faster. */
import type { JSX, TargetedEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from './i18n';
import { Icon } from './icons';
import { seconds } from './time';

const speeds = [1, 1.5, 2];

/** Only one recording speaks at a time. */
let speaking: HTMLAudioElement | undefined;

export function Player({ url, label }: { url: string; label: string }): JSX.Element {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const [speed, setSpeed] = useState(1);
  const [failed, setFailed] = useState(false);

  const toggle = (): void => {
    const sound = audio.current;
    if (!sound) return;
    if (!sound.paused) {
      sound.pause();
      return;
    }
    if (speaking && speaking !== sound) speaking.pause();
    speaking = sound;
    sound.playbackRate = speed;
    sound.play().catch(() => setFailed(true));
  };
  const seek = (event: TargetedEvent<HTMLInputElement>): void => {
    if (audio.current) audio.current.currentTime = Number(event.currentTarget.value);
  };
  const faster = (): void => {
    const chosen = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;
    setSpeed(chosen);
    if (audio.current) audio.current.playbackRate = chosen;
  };

  return (
    <div class="player" role="group" aria-label={label}>
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) =>
          setLength(Number.isFinite(event.currentTarget.duration) ? event.currentTarget.duration : 0)
        }
        onError={() => setFailed(true)}
      />
      <button
        type="button"
        class="player-button"
        aria-label={t(playing ? 'player.pause' : 'player.play')}
        disabled={failed}
        onClick={toggle}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </button>
      <input
        type="range"
        min={0}
        max={Math.max(length, 0.1)}
        step={0.1}
        value={at}
        aria-label={t('player.position')}
        aria-valuetext={`${seconds(at)} / ${seconds(length)}`}
        disabled={failed}
        onInput={seek}
      />
      <span class="player-time">{playing || at > 0 ? seconds(at) : seconds(length)}</span>
      <button
        type="button"
        class="button plain small player-speed"
        aria-label={t('player.speed', { speed })}
        onClick={faster}
      >
        {speed}×
      </button>
      <a class="button plain small" href={url} download aria-label={t('file.download')}>
        <Icon name="download" size={15} />
      </a>
      {failed && <p class="bad-text">{t('player.failed')}</p>}
    </div>
  );
}
