// Line icons on a grid of 24, drawn for this program.
import type { VNode } from 'preact';

const paths = {
  back: 'M15 5l-7 7 7 7',
  more: 'M12 5v.01M12 12v.01M12 19v.01',
  clip: 'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L9.6 17.3a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6',
  mic: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 11.5a7 7 0 0 0 14 0M12 18.5V21',
  send: 'M4 12L20 4.5 15.5 20l-4-6.5zM11.5 13.5L20 4.5',
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.5a4.3 4.3 0 0 0 7 0M9 9.6v.01M15 9.6v.01',
  close: 'M6 6l12 12M18 6L6 18',
  reply: 'M10 7L4.5 12 10 17M5 12h8.5a6 6 0 0 1 6 6v1',
  list: 'M4 7h.01M4 12h.01M4 17h.01M8.5 7H20M8.5 12H20M8.5 17H20',
  link: 'M13 5h6v6M19 5l-9 9M17 14v4a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 5 18V9a1.5 1.5 0 0 1 1.5-1.5H10',
  file: 'M7 3h7l5 5v11.5A1.5 1.5 0 0 1 17.5 21h-11A1.5 1.5 0 0 1 5 19.5v-15A1.5 1.5 0 0 1 6.5 3zM14 3v5h5',
  pin: 'M12 21s7-6 7-11.5a7 7 0 0 0-14 0C5 15 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  image: 'M5.5 4h13A1.5 1.5 0 0 1 20 5.5v13a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-13A1.5 1.5 0 0 1 5.5 4zM4 16l4.5-4.5L13 16l3-3 4 4M15.5 9v.01',
  sticker: 'M13 20.5A8.5 8.5 0 1 1 20.5 13zM13 20.5c0-4.5 3-7.5 7.5-7.5M9 10v.01M14.5 10v.01',
  plus: 'M12 5v14M5 12h14',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2',
  network: 'M3.5 9.5a12 12 0 0 1 17 0M6.5 12.8a7.6 7.6 0 0 1 11 0M9.4 16a3.6 3.6 0 0 1 5.2 0M12 19.2v.01',
  edit: 'M5 19h3.5L19 8.5a2.1 2.1 0 0 0-3-3L5.5 16zM14 7.5l3 3',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v6M13.5 10.5v6',
  copy: 'M9 9h10.5v11.5H9zM5 15H4V3.5h11V5',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.5M12 7.8v.01',
  warn: 'M12 4l9 16H3zM12 10v4.5M12 17.3v.01',
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8 5.5v13M16 5.5v13',
  down: 'M6 9.5l6 6 6-6',
  globe: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.8 12h16.4M12 3.5c2.4 2.3 3.6 5.2 3.6 8.5s-1.2 6.2-3.6 8.5c-2.4-2.3-3.6-5.2-3.6-8.5S9.6 5.8 12 3.5z',
  plane: 'M11 4.5a1.2 1.2 0 0 1 2.4 0V10l7 4v2l-7-2v4l2 1.5V21l-3.2-1-3.2 1v-1.5l2-1.5v-4l-7 2v-2l7-4z',
};

export type IconName = keyof typeof paths;

export const Icon = ({ name, size = 24 }: { name: IconName; size?: number }): VNode => (
  <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
);

/** One tick, two, or a clock while it is on the way. */
export const TickMark = ({ ticks }: { ticks: string }): VNode => {
  const two = ticks === 'delivered' || ticks === 'read' || ticks === 'played';
  return (
    <svg class={`ticks ${ticks === 'read' || ticks === 'played' ? 'read' : ''}`} viewBox="0 0 18 12" width={18} height={12} aria-hidden="true">
      <path d={two ? 'M1 6.5l3.5 3.5L11 2M7.5 9.2l.8.8L15.5 2' : 'M4 6.5l3.5 3.5L14 2'} />
    </svg>
  );
};
