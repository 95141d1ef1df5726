// The jobs of the tenant, newest first.

import { h, tags, useState, useCallback, usePolling, time, duration, number, shortId, Status, Problem, Empty } from './lib.js';
import { get } from './api.js';

const { section, h1, div, table, thead, tbody, tr, th, td, a, button, label, select, option, span } = tags;

const STATUSES = ['queued', 'running', 'completed', 'failed', 'dead', 'cancelled'];

export function Jobs() {
  const [status, setStatus] = useState('');
  const [pages, setPages] = useState([]);
  const [error, setError] = useState(null);

  const read = useCallback(async (cursor) => {
    const query = new URLSearchParams({ limit: '50', ...(status && { status }), ...(cursor && { cursor }) });
    try {
      const page = await get(`/jobs?${query}`);
      setError(null);
      setPages((before) => (cursor ? [...before, page] : [page, ...before.slice(1)]));
    } catch (problem) {
      setError(problem);
    }
  }, [status]);

  usePolling(() => read(), 3000, [status]);

  const jobs = [...new Map(pages.flatMap((page) => page.jobs).map((job) => [job.jobId, job])).values()];
  const next = pages.length ? pages[pages.length - 1].nextCursor : null;
  return section(null,
    h1(null, 'Jobs'),
    div({ class: 'bar' },
      label({ class: 'inline' }, 'Status ',
        select({ value: status, onChange: (event) => { setPages([]); setStatus(event.target.value); } },
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
