// The jobs of the tenant, newest first.

import { h, tags, useState, usePolling, duration, number, shortId, Time, Status, Problem, Empty, Table, More } from './lib.js';
import { usePages } from './pages.js';

const { section, h1, div, a, label, select, option, span } = tags;

const STATUSES = ['queued', 'running', 'completed', 'failed', 'dead', 'cancelled'];

const COLUMNS = [
  ['Document', (job) => [a({ href: `#/jobs/${job.jobId}` }, job.filename || 'without a name'), ' ', span({ class: 'id', title: `job ${job.jobId}` }, shortId(job.jobId))], 'name'],
  ['Status', (job) => [h(Status, { value: job.status }), note(job)]],
  ['Pages', (job) => number(job.progress.pages || null), 'figure'],
  ['Chunks', (job) => number(job.progress.chunks), 'figure'],
  ['Attempt', (job) => number(job.attempt), 'figure'],
  ['Accepted', (job) => h(Time, { at: job.createdAt })],
  ['Took', (job) => duration(job.startedAt, job.finishedAt), 'figure'],
];

const note = (job) => (job.error || job.status === 'running') && span({ class: 'note' }, ` ${job.error ? job.error.code : job.stage}`);

export function Jobs() {
  const [status, setStatus] = useState('');
  const { read, loaded, things: jobs, next, error } = usePages(status ? `/jobs?status=${status}` : '/jobs', 'jobs', 'jobId');
  usePolling(() => read(), 3000, [status]);

  return section(null,
    h1(null, 'Jobs'),
    div({ class: 'bar' },
      label({ class: 'inline' }, 'Status ',
        select({ value: status, onChange: (event) => setStatus(event.target.value) },
          option({ value: '' }, 'all'), STATUSES.map((one) => option({ key: one, value: one }, one))))),
    h(Problem, { error }),
    loaded && (jobs.length === 0
      ? h(Empty, null, status ? `No ${status} jobs.` : 'No jobs yet.')
      : h(Table, { label: 'Jobs', columns: COLUMNS, rows: jobs, id: 'jobId' })),
    h(More, { next, onMore: read }));
}
