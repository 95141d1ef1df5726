// The jobs of the tenant, newest first.

import { h, tags, useState, usePolling, time, duration, number, shortId, Status, Problem, Empty } from './lib.js';
import { usePages } from './pages.js';

const { section, h1, div, table, thead, tbody, tr, th, td, a, button, label, select, option, span } = tags;

const STATUSES = ['queued', 'running', 'completed', 'failed', 'dead', 'cancelled'];

export function Jobs() {
  const [status, setStatus] = useState('');
  const { read, things: jobs, next, error } = usePages(status ? `/jobs?status=${status}` : '/jobs', 'jobs', 'jobId');
  usePolling(() => read(), 3000, [status]);

  return section(null,
    h1(null, 'Jobs'),
    div({ class: 'bar' },
      label({ class: 'inline' }, 'Status ',
        select({ value: status, onChange: (event) => setStatus(event.target.value) },
          option({ value: '' }, 'all'), STATUSES.map((one) => option({ key: one, value: one }, one))))),
    h(Problem, { error }),
    jobs.length === 0 && !error
      ? h(Empty, null, 'No jobs yet.')
      : div({ class: 'scroll' }, table(null,
        thead(null, tr(null, ['Job', 'Status', 'Stage', 'Pages', 'Chunks', 'Attempt', 'Accepted', 'Took'].map((head) => th({ key: head, scope: 'col' }, head)))),
        tbody(null, jobs.map((job) => tr({ key: job.jobId },
          td(null, a({ href: `#/jobs/${job.jobId}` }, shortId(job.jobId))),
          td(null, h(Status, { value: job.status }), job.error && span({ class: 'note' }, ` ${job.error.code}`)),
          td(null, job.stage),
          td({ class: 'figure' }, number(job.progress.pages)),
          td({ class: 'figure' }, number(job.progress.chunks)),
          td({ class: 'figure' }, number(job.attempt)),
          td(null, time(job.createdAt)),
          td({ class: 'figure' }, duration(job.startedAt, job.finishedAt))))))),
    next && button({ onClick: () => read(next) }, 'More'));
}
