/** Charts, loaded when a sheet is opened: the first page stays light. Sits in a file of its own, charts.js. */
import uPlot from 'uplot';

export type Series = { name: string; values: number[]; colour: string };

/** Draws bars by day and follows the width of its place; answers what takes it away again. */
export function drawBars(place: HTMLElement, days: string[], series: Series[], language: string): () => void {
  const style = getComputedStyle(place);
  const colour = (name: string): string => style.getPropertyValue(name).trim() || 'currentColor';
  // The canvas cannot read light-dark(): a probe element gives the colour as it is shown.
  const probe = document.createElement('span');
  place.append(probe);
  const shown = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color || colour(name);
  };
  const times = days.map((day) => Date.parse(`${day}T12:00:00Z`) / 1000);
  const format = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const axis = { stroke: shown('--quiet'), grid: { stroke: shown('--line'), width: 1 }, font: '12px system-ui' };
  const bars = uPlot.paths.bars?.({ size: [0.7, 40] });
  const chart = new uPlot(
    {
      width: place.clientWidth || 600,
      height: 220,
      cursor: { y: false },
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.1))] } },
      axes: [
        { ...axis, values: (_, marks) => marks.map((mark) => format.format(new Date(mark * 1000))) },
        { ...axis, size: 36, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
      ],
      series: [
        { label: '', value: (_, at) => (at === null ? '' : format.format(new Date(at * 1000))) },
        ...series.map((one, index) => ({
          label: one.name,
          stroke: shown(one.colour),
          fill: index === 0 ? shown(one.colour) : 'transparent',
          width: index === 0 ? 0 : 2,
          ...(index === 0 && bars ? { paths: bars } : {}),
          points: { show: index !== 0 && days.length < 45 },
        })),
      ],
    },
    [times, ...series.map((one) => one.values)],
    place,
  );
  probe.remove();
  const follow = new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: 220 }));
  follow.observe(place);
  return () => {
    follow.disconnect();
    chart.destroy();
  };
}
