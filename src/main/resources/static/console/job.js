// One job: where it stands, what happened to it, and what can be done about it.

import { h, tags, useState, useEffect, Status, Problem, count, number } from './lib.js';
import { call, get, follow } from './api.js';
import { Stages } from './stages.js';
import { Attempts, Deliveries, Trail } from './record.js';

const { section, h1, h2, div, button, a, span, p } = tags;

/** What waits for its link or its receiver is asked for again, unless it has waited for long. */
const PATIENCE = 60000;

export function Job({ id }) {
  const [job, setJob] = useState(null);
  const [record, setRecord] = useState(null);
  const [deliveries, setDeliveries] = useState([]);
  const [error, setError] = useState(null);
  const [said, setSaid] = useState('');
  const [round, setRound] = useState(0);

  const read = async () => {
    try {
      const [now, history, told] = await Promise.all([get(`/jobs/${id}`), get(`/jobs/${id}/record`), get(`/webhooks/deliveries?jobId=${id}`)]);
      setJob(now);
      setRecord(history);
      setDeliveries(told.deliveries);
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  };

  useEffect(() => {
    const stop = new AbortController();
    read();
    follow(id, (type, data) => {
      if (type === 'status') {
        read();
      } else {
        setJob((before) => before && { ...before, stage: data.stage, attempt: data.attempt, progress: data });
      }
    }, stop.signal);
    return () => stop.abort();
  }, [id, round]);

  useEffect(() => {
    const last = record && record.transitions.at(-1);
    const unsettled = last && Date.now() - new Date(last.at) < PATIENCE
      && (record.transitions.some(({ link }) => !link) || deliveries.some(({ status }) => status === 'waiting'));
    const timer = unsettled && setTimeout(read, 1500);
    return () => clearTimeout(timer);
  }, [record, deliveries]);

  const act = async (method, path, words) => {
    try {
      await call(method, path);
      setSaid(words);
      setRound((before) => before + 1);
    } catch (problem) {
      setError(problem);
    }
  };

  return section(null,
    h1(null, job?.filename || 'Job', ' ', span({ class: 'id' }, `job ${id}`)),
    h(Problem, { error }),
    job && div({ class: 'bar' },
      span({ 'aria-live': 'polite' }, h(Status, { value: job.status })),
      h(Actions, { job, act }),
      said && span({ class: 'note', role: 'status' }, said)),
    job?.error && p({ class: job.status === 'completed' ? 'warning' : 'problem' }, job.error.detail, tags.code(null, job.error.code)),
    job && record && div(null,
      h(Stages, { job, transitions: record.transitions }),
      h2(null, 'Attempts'),
      h(Attempts, { attempts: record.attempts }),
      deliveries.length > 0 && [h2(null, 'Webhooks'), h(Deliveries, { deliveries })],
      h2(null, 'Audit trail'),
      h(Trail, { transitions: record.transitions }),
      job.embedding.tokens > 0 && p({ class: 'note' }, `Its chunks have ${count(job.progress.tokens, 'token')}. In all attempts the embedding model read ${number(job.embedding.tokens)}${job.embedding.cost ? `, which cost ${number(job.embedding.cost)}` : ''}.`)));
}

/** What the service offers for a job that stands so. */
function Actions({ job, act }) {
  switch (job.status) {
    case 'queued':
    case 'running':
      return button({ class: 'danger', onClick: () => window.confirm('Cancel this job? Nothing of its document stays.') && act('DELETE', `/jobs/${job.jobId}`, 'The job was cancelled.') }, 'Cancel');
    case 'dead':
      return [
        button({ class: 'primary', onClick: () => act('POST', `/dead-letters/${job.jobId}/replay`, 'The job will be tried again.') }, 'Retry'),
        button({ class: 'danger', onClick: () => window.confirm('Give this document up?') && act('DELETE', `/dead-letters/${job.jobId}`, 'The document was given up.') }, 'Give up'),
      ];
    case 'completed':
      return a({ href: `#/documents/${job.documentId}` }, 'Open the document');
    default:
      return span({ class: 'note' }, 'Nothing of its document was kept. To try again, ', a({ href: '#/upload' }, 'upload it again'), '.');
  }
}
