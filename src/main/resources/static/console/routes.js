// The routes of the process that serves this page, for operators.

import { h, tags, useState, usePolling, number, time, Status, Problem } from './lib.js';
import { call, get, session } from './api.js';

const { section, h1, h2, p, div, table, thead, tbody, tr, th, td, button } = tags;

export function Routes() {
  const [routes, setRoutes] = useState([]);
  const [error, setError] = useState(null);

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
    } catch (problem) {
      setError(problem);
    }
    await read();
  };

  if (!session.adminKey) {
    return section(null, h1(null, 'Routes'), p({ class: 'empty' }, 'Routes are for operators: sign in with the admin key as well.'));
  }
  const groups = [...new Set(routes.map((route) => route.group))];
  return section(null,
    h1(null, 'Routes'),
    h(Problem, { error }),
    groups.map((group) => div({ key: group },
      h2(null, group),
      div({ class: 'scroll' }, table(null,
        thead(null, tr(null, ['Route', 'State', 'In flight', 'Handled', 'Failed', 'Mean', 'Last', ''].map((head) => th({ key: head, scope: 'col' }, head)))),
        tbody(null, routes.filter((route) => route.group === group).map((route) => tr({ key: route.id },
          td({ title: route.description }, route.id),
          td(null, h(Status, { value: route.state })),
          td({ class: 'figure' }, number(route.inFlight)),
          td({ class: 'figure' }, number(route.handled)),
          td({ class: 'figure' }, number(route.failed)),
          td({ class: 'figure' }, `${number(route.meanMillis)} ms`),
          td(null, time(route.lastCompletedAt)),
          td(null, actions(route).map((action) => button({ key: action, 'aria-label': `${action} ${route.id}`, onClick: () => act(route.id, action) }, action)))))))))));
}

function actions(route) {
  switch (route.state) {
    case 'started': return ['suspend', 'stop'];
    case 'suspended': return ['resume', 'stop'];
    case 'stopped': return ['start'];
    default: return [];
  }
}
