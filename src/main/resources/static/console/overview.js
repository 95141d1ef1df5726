// How the service does: the line, what was done, and what providers refused, over the last minutes. For operators.

import { h, tags, useState, useEffect, useRef, usePolling, Problem, Empty } from './lib.js';
import { get, session } from './api.js';
import { whenLightChanges } from './light.js';

const { section, h1, h2, div, p, span } = tags;

const SECONDS = 300;
const POINTS = SECONDS / 2;

/** Each chart: its title, and its lines: what they are called and where their figure is; a sum is shown as a rate. */
const CHARTS = [
  { title: 'Documents in the line', lines: [['waiting', (figures) => figures.waiting], ['running', (figures) => figures.running]] },
  { title: 'Oldest waiting, seconds', lines: [['age', (figures) => figures.oldestSeconds]] },
  { title: 'Documents ended in the last minute', lines: [['completed', (figures) => figures.completed], ['failed', (figures) => figures.failed]] },
  { title: 'Refused by the provider (429), a minute', sum: true, lines: [['429', (figures) => figures.throttled]] },
];

/** What lies between two lines of the grid: whole things, for there are no halves of documents. */
const WHOLE = [...Array(9).keys()].flatMap((digits) => [1, 2, 5].map((first) => first * 10 ** digits));

const COLOURS = ['--busy', '--accent'];

export function Overview() {
  const [samples, setSamples] = useState([]);
  const [error, setError] = useState(null);
  usePolling(async () => {
    if (!session.adminKey) {
      return;
    }
    try {
      const figures = await get('/admin/figures', { admin: true });
      setSamples((before) => [...before, { at: Date.now() / 1000, figures }].slice(-POINTS));
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  }, 2000, []);

  return section(null,
    h1(null, 'Overview'),
    h(Problem, { error }),
    session.adminKey
      ? div({ class: 'charts' }, CHARTS.map((chart) => h(Chart, { key: chart.title, chart, samples })))
      : h(Empty, null, 'The figures are for operators: sign in with the admin key as well.'));
}

/** The colour of a name as the page has it now, light or dark: charts are drawn, and do not hear of other styles. */
const colour = (name) => () => getComputedStyle(document.documentElement).getPropertyValue(name);

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

function Chart({ chart, samples }) {
  const place = useRef();
  const plot = useRef();
  const data = dataOf(chart, samples);
  useEffect(() => {
    plot.current = new window.uPlot({
      width: place.current.clientWidth,
      height: 180,
      cursor: { show: false },
      legend: { show: false },
      axes: [
        { stroke: colour('--faint'), size: 30, grid: { show: false }, ticks: { show: false }, values: (_, ticks) => ticks.map((at) => clock.format(at * 1000)) },
        { stroke: colour('--faint'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, incrs: WHOLE },
      ],
      scales: { x: { range: () => [Date.now() / 1000 - SECONDS, Date.now() / 1000] }, y: { range: (_, low, high) => [0, Math.max(high, 1)] } },
      series: [{}, ...chart.lines.map(([label], line) => ({
        label, stroke: colour(COLOURS[line]), width: 2, points: { show: true, size: 4, stroke: colour(COLOURS[line]), fill: colour(COLOURS[line]) },
      }))],
    }, data, place.current);
    const resized = new ResizeObserver(() => plot.current.setSize({ width: place.current.clientWidth, height: 180 }));
    resized.observe(place.current);
    const forget = whenLightChanges(() => plot.current.redraw());
    return () => {
      forget();
      resized.disconnect();
      plot.current.destroy();
    };
  }, []);
  useEffect(() => plot.current.setData(data), [samples]);
  const last = chart.lines.map(([label], line) => `${label} ${format(data[line + 1].at(-1))}`);
  return div({ class: 'chart', role: 'img', 'aria-label': `${chart.title}: ${last.join(', ')}` },
    h2(null, chart.title),
    div({ ref: place }),
    p({ class: 'key' }, last.map((figure, line) => span({ key: line, class: `line-${line}` }, figure))));
}

const format = (value) => (value === null || value === undefined ? '–' : value.toFixed(Number.isInteger(value) ? 0 : 1));

function dataOf(chart, samples) {
  return [
    samples.map((sample) => sample.at),
    ...chart.lines.map(([, figure]) => samples.map((sample, place) => (chart.sum ? rate(figure, samples, place) : figure(sample.figures)))),
  ];
}

/** Over the last minute or what there is of it, so that single documents do not make spikes. */
function rate(figure, samples, place) {
  const from = samples[Math.max(0, place - 30)];
  const to = samples[place];
  return to.at > from.at ? Math.max(0, (60 * (figure(to.figures) - figure(from.figures))) / (to.at - from.at)) : 0;
}
