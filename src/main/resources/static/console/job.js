// One job: where it stands, what happened to it, and what can be done about it.

import { h, tags, useState, useEffect, useCallback, time, duration, number, Status, Problem } from './lib.js';
import { call, get, follow } from './api.js';

const { section, h1, h2, dl, dt, dd, div, button, ol, li, a, span, p } = tags;

export function Job({ id }) {
  const [job, setJob] = useState(null);
  const [events, setEvents] = useState([]);
  const [error, setError] = useState(null);

  const read = useCallback(async () => {
    try {
      setJob(await get(`/jobs/${id}`));
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  }, [id]);

  useEffect(() => {
    const stop = new AbortController();
    setEvents([]);
    read();
    follow(id, (type, data) => {
      if (type === 'status') {
        setEvents((before) => [...before, data]);
      }
      read();
    }, stop.signal);
    return () => stop.abort();
  }, [id]);

  const act = async (method, path) => {
    try {
      await call(method, path);
      await read();
    } catch (problem) {
      setError(problem);
    }
  };

  return section(null,
    h1(null, 'Job ', span({ class: 'id' }, id)),
    h(Problem, { error }),
    job && div(null,
      div({ class: 'bar' },
        h(Status, { value: job.status }),
        job.status === 'dead' && button({ class: 'primary', onClick: () => act('POST', `/dead-letters/${id}/replay`) }, 'Retry'),
        ['queued', 'running'].includes(job.status) && button({ class: 'danger', onClick: () => act('DELETE', `/jobs/${id}`) }, 'Cancel')),
      job.error && p({ class: job.status === 'completed' ? 'warning' : 'problem' }, job.error.detail, tags.code(null, job.error.code)),
      dl({ class: 'facts' },
        fact('Document', a({ href: `#/documents/${job.documentId}` }, job.documentId)),
        fact('Stage', job.stage),
        fact('Pages', number(job.progress.pages)),
        fact('Chunks', number(job.progress.chunks)),
        fact('Tokens', number(job.progress.tokens)),
        fact('Attempt', number(job.attempt)),
        fact('Accepted', time(job.createdAt)),
        fact('Waited', duration(job.createdAt, job.startedAt)),
        fact('Took', duration(job.startedAt, job.finishedAt)),
        job.queue && fact('Place in the line', `${number(job.queue.position)}${job.queue.expectedStartAt ? `, expected at ${time(job.queue.expectedStartAt)}` : ''}`),
        job.dueAt && fact('Due', time(job.dueAt))),
      h2(null, 'History'),
      ol({ class: 'history' }, events.map((event, place) => li({ key: place },
        h(Status, { value: event.status }),
        span({ class: 'note' }, ` ${time(event.at)}, attempt ${event.attempt}${event.cause ? `, ${event.cause}` : ''}`),
        lasted(event, events[place + 1], job))))));
}

/** How long the job stood so, or stands so by now; what is over lasts. */
const lasted = (event, next, job) =>
  (next || !job.finishedAt) && span({ class: 'figure' }, ` for ${duration(event.at, next?.at)}`);

const fact = (name, value) => [dt(null, name), dd(null, value)];
