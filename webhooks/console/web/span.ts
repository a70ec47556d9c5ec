/** Opening time in words: "2 h 05", "35 min", "3 g" of eight hours would lie, so hours go on counting. Pure. */

/** "35 min", "2 h", "2 h 05", "41 h". */
export function openingTime(minutes: number): string {
  const whole = Math.max(0, Math.floor(minutes));
  if (whole < 60) return `${whole} min`;
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  if (rest === 0 || hours >= 10) return `${hours} h`;
  return `${hours} h ${String(rest).padStart(2, '0')}`;
}

/** Minutes left now, when they were counted a while ago and the desk has been open since, or closed. */
export function leftNow(minutes: number, countedAt: number, now: number, running: boolean): number {
  if (!running) return minutes;
  return minutes - Math.floor(Math.max(0, now - countedAt) / 60_000);
}
