// The way of a job from its acceptance to its end: when each part began, and how long it took so far.

import { h, tags, useState, usePolling, lasting, count, number, Time, Status } from './lib.js';

const { ol, li, strong, span } = tags;

const DOING = {
  waiting: 'waits for a worker',
  fetching: 'fetches the document',
  embedding: 'reads, cuts, embeds and stores',
};

export function Stages({ job, transitions }) {
  const [, repaint] = useState(0);
  usePolling(() => !job.finishedAt && repaint((round) => round + 1), 1000, [job.finishedAt]);
  const waited = stood('queued', transitions);
  const worked = stood('running', transitions);
  return ol({ class: 'stages' },
    h(Step, { name: 'Accepted', at: job.createdAt, state: 'done' }),
    h(Step, { name: 'In line', at: job.createdAt, ...waited, state: job.status === 'queued' ? 'now' : 'done' }, job.status === 'queued' && place(job)),
    h(Step, { name: 'Worked on', at: job.startedAt, ...worked, state: job.status === 'running' ? 'now' : worked.times ? 'done' : 'next' },
      job.status === 'running' && span(null, `attempt ${job.attempt}: ${DOING[job.stage]}`),
      worked.times > 0 && span({ 'aria-live': 'polite' }, done(job))),
    h(Step, { name: job.finishedAt ? h(Status, { value: job.status }) : 'Finished', at: job.finishedAt, state: job.finishedAt ? `done ${job.status}` : 'next' }));
}

function Step({ name, at, millis, times, state, children }) {
  return li({ class: state, 'aria-current': state === 'now' ? 'step' : undefined },
    strong(null, name),
    at && span({ class: 'note' }, h(Time, { at, exact: true })),
    times > 0 && span(null, `${lasting(millis)}${times > 1 ? `, in ${times} turns` : ''}`),
    children);
}

/** How often the job stood so, and for how long together; what is under way counts up to now. */
function stood(status, transitions) {
  const spans = transitions
    .map((one, place) => [one.status, new Date(transitions[place + 1]?.at || Date.now()) - new Date(one.at)])
    .filter(([stands]) => stands === status)
    .map(([, millis]) => millis);
  return { times: spans.length, millis: spans.reduce((sum, millis) => sum + millis, 0) };
}

/** An attempt that failed left nothing. */
const done = ({ status, progress: { pages, chunks } }) => (status === 'running' || status === 'completed') &&
  `${pages ? `${count(pages, 'page')}, ` : ''}${count(chunks, 'chunk')}`;

function place({ queue, dueAt, attempt }) {
  if (queue) {
    return span({ 'aria-live': 'polite' }, `place ${number(queue.position)}`,
      queue.expectedStartAt && [', expected to start at ', h(Time, { at: queue.expectedStartAt })]);
  }
  return attempt > 0 && dueAt && span(null, 'next attempt at ', h(Time, { at: dueAt }));
}
