// Jobs that were set aside, grouped by what killed them, and how to try them again.

import { h, tags, useState, usePolling, count, number, shortId, Time, Problem, Empty, Table, More } from './lib.js';
import { call } from './api.js';
import { usePages } from './pages.js';

const { section, h1, h2, div, button, a, span, p } = tags;

export function DeadLetters() {
  const { read, loaded, things: letters, next, error } = usePages('/dead-letters', 'deadLetters', 'jobId');
  const [refusal, setRefusal] = useState(null);
  const [said, setSaid] = useState('');
  usePolling(() => read(), 4000, []);

  const act = async (method, path, body, words) => {
    try {
      const answer = await call(method, path, { body });
      setSaid(words(answer));
      setRefusal(null);
    } catch (problem) {
      setRefusal(problem);
    }
    await read();
  };
  const replayAll = (code) => act('POST', '/dead-letters/replay', { code },
    (answer) => `${count(answer.replayed, 'job')} will be tried again${answer.refused ? `, ${number(answer.refused)} refused` : ''}.`);
  const replay = (letter) => act('POST', `/dead-letters/${letter.jobId}/replay`, undefined, () => 'The job will be tried again.');
  const discard = (letter) => window.confirm('Give this document up?')
    && act('DELETE', `/dead-letters/${letter.jobId}`, undefined, () => 'The document was given up.');

  const codes = [...new Set(letters.map((letter) => letter.code))];
  return section(null,
    h1(null, 'Dead letters'),
    h(Problem, { error: refusal || error }),
    p({ class: 'note', role: 'status' }, said),
    loaded && letters.length === 0 && h(Empty, null, 'Nothing was set aside.'),
    codes.map((code) => h(Cause, {
      key: code, code, more: next, letters: letters.filter((letter) => letter.code === code), replayAll, replay, discard,
    })),
    h(More, { next, onMore: read }));
}

function Cause({ code, letters, more, replayAll, replay, discard }) {
  const columns = [
    ['Document', (letter) => [a({ href: `#/jobs/${letter.jobId}` }, letter.filename || letter.externalId || 'without a name'), ' ', span({ class: 'id', title: `job ${letter.jobId}` }, shortId(letter.jobId))], 'name'],
    ['Why', ({ detail }) => detail, 'wrap'],
    ['Attempts', ({ attempts }) => number(attempts), 'figure'],
    ['Died', ({ diedAt }) => h(Time, { at: diedAt })],
    ['What to do', (letter) => [
      button({ 'aria-label': `Replay ${letter.jobId}`, onClick: () => replay(letter) }, 'replay'),
      button({ class: 'danger', 'aria-label': `Give up ${letter.jobId}`, onClick: () => discard(letter) }, 'give up'),
    ]],
  ];
  return div(null,
    div({ class: 'bar' },
      h2(null, code),
      span({ class: 'note' }, `${count(letters.length, 'job')}${more ? ' so far' : ''}`),
      button({ 'aria-label': `Replay all of ${code}`, onClick: () => replayAll(code) }, 'Replay all')),
    h(Table, { label: code, columns, rows: letters, id: 'jobId' }));
}
