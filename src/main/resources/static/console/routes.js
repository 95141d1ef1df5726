// The routes of the process that serves this page, for operators.

import { h, tags, useState, usePolling, number, Time, Status, Problem, Empty, Table } from './lib.js';
import { call, get, session } from './api.js';

const { section, h1, h2, div, label, input, button, span } = tags;

export function Routes() {
  const [routes, setRoutes] = useState([]);
  const [named, setNamed] = useState('');
  const [error, setError] = useState(null);
  const [refusal, setRefusal] = useState(null);

  const read = async () => {
    if (!session.adminKey) {
      return;
    }
    try {
      setRoutes((await get('/admin/routes', { admin: true })).routes);
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  };
  usePolling(read, 2000, []);

  const act = async (id, action) => {
    try {
      await call('POST', `/admin/routes/${id}/${action}`, { admin: true });
      setRefusal(null);
    } catch (problem) {
      setRefusal(problem);
    }
    await read();
  };

  if (!session.adminKey) {
    return section(null, h1(null, 'Routes'), h(Empty, null, 'Routes are for operators: sign in with the admin key as well.'));
  }
  const shown = routes.filter(({ id }) => id.includes(named));
  const groups = [...new Set(shown.map(({ group }) => group))];
  return section(null,
    h1(null, 'Routes'),
    div({ class: 'bar' }, label({ class: 'inline' }, 'Named ', input({ type: 'search', value: named, onInput: (event) => setNamed(event.target.value.trim()) }))),
    h(Problem, { error: refusal || error }),
    groups.map((group) => div({ key: group },
      h2(null, group),
      h(Table, { label: group, columns: columns(act), rows: shown.filter((route) => route.group === group), id: 'id' }))));
}

const columns = (act) => [
  ['Route', ({ id, description }) => [id, span({ class: 'note small' }, description)], 'wrap'],
  ['State', ({ state }) => h(Status, { value: state })],
  ['In flight', ({ inFlight }) => number(inFlight), 'figure'],
  ['Handled', ({ handled }) => number(handled), 'figure'],
  ['Failed', ({ failed }) => number(failed), 'figure'],
  ['Mean', ({ handled, meanMillis }) => (handled ? `${number(meanMillis)} ms` : '–'), 'figure'],
  ['Last', ({ lastCompletedAt }) => h(Time, { at: lastCompletedAt })],
  ['Operate', ({ id, state }) => actions(state).map((action) =>
    button({ key: action, 'aria-label': `${action} ${id}`, onClick: () => act(id, action) }, action))],
];

function actions(state) {
  switch (state) {
    case 'started': return ['suspend', 'stop'];
    case 'suspended': return ['resume', 'stop'];
    case 'stopped': return ['start'];
    default: return [];
  }
}
