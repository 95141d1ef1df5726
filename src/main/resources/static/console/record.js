// What is on record of a job: its attempts, its webhooks, and its place in the audit chain.

import { h, tags, duration, number, Time, Status, Table } from './lib.js';

const { p, span, details, summary, pre, code } = tags;

const ATTEMPTS = [
  ['Attempt', ({ attempt }) => number(attempt)],
  ['Worker', ({ worker }) => span({ class: 'id' }, worker)],
  ['Began', ({ startedAt }) => h(Time, { at: startedAt, exact: true })],
  ['Took', ({ startedAt, endedAt }) => duration(startedAt, endedAt), 'figure'],
  ['Ended', ({ endedAs }) => h(Status, { value: endedAs === 'queued' ? 'again in line' : endedAs || 'running' })],
  ['Why', (attempt) => why(attempt), 'wrap'],
];

const why = ({ cause, detail, stack }) => (cause
  ? [detail, code(null, cause), stack && details(null, summary(null, 'Where it failed'), pre(null, stack))]
  : '–');

export const Attempts = ({ attempts }) => (attempts.length === 0
  ? p({ class: 'note' }, 'None began yet.')
  : h(Table, { label: 'Attempts', columns: ATTEMPTS, rows: attempts, id: 'attempt' }));

const DELIVERIES = [
  ['Event', ({ eventType }) => eventType],
  ['To', ({ url }) => url, 'wrap'],
  ['Status', ({ status }) => h(Status, { value: status })],
  ['Attempts', ({ attempts }) => number(attempts), 'figure'],
  ['Delivered', ({ deliveredAt }) => h(Time, { at: deliveredAt, exact: true })],
  ['Last answer', ({ lastAttempt }) => (lastAttempt ? lastAttempt.error || lastAttempt.httpStatus : '–')],
];

export const Deliveries = ({ deliveries }) => h(Table, { label: 'Webhooks', columns: DELIVERIES, rows: deliveries, id: 'id' });

const TRAIL = [
  ['Time', ({ at }) => h(Time, { at, exact: true })],
  ['Status', ({ status }) => h(Status, { value: status })],
  ['Attempt', ({ attempt }) => number(attempt), 'figure'],
  ['By', (transition) => by(transition)],
  ['Cause', ({ cause }) => cause || '–'],
  ['Audit link', ({ link }) => (link ? span({ class: 'id', title: link.hash }, `${link.seq}:${link.hash.slice(0, 12)}…`) : 'not yet linked')],
];

/** Whoever began an attempt, or handed one back, is called by name. */
const by = ({ actor, status, cause }) =>
  (status === 'running' || cause === 'shutdown' ? ['worker ', span({ class: 'id' }, actor)] : actor);

export const Trail = ({ transitions }) => h(Table, { label: 'Audit trail', columns: TRAIL, rows: transitions });
