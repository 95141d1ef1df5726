// Jobs that were set aside, grouped by what killed them, and how to try them again.

import { h, tags, useState, usePolling, count, number, time, shortId, Problem, Empty } from './lib.js';
import { call, get } from './api.js';

const { section, h1, h2, div, button, table, thead, tbody, tr, th, td, a, span, p } = tags;

export function DeadLetters() {
  const [letters, setLetters] = useState([]);
  const [more, setMore] = useState(false);
  const [error, setError] = useState(null);
  const [said, setSaid] = useState('');

  const read = async () => {
    try {
      const page = await get('/dead-letters?limit=200');
      setLetters(page.deadLetters);
      setMore(page.nextCursor !== null);
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  };
  usePolling(read, 4000, []);

  const act = async (method, path, body, words) => {
    try {
      const answer = await call(method, path, { body });
      setSaid(words(answer));
    } catch (problem) {
      setError(problem);
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
    h(Problem, { error }),
    said && p({ class: 'note', role: 'status' }, said),
    letters.length === 0 && !error && h(Empty, null, 'Nothing was set aside.'),
    codes.map((code) => h(Cause, {
      key: code, code, letters: letters.filter((letter) => letter.code === code), replayAll, replay, discard,
    })),
    more && p({ class: 'note' }, 'More were set aside than are shown here.'));
}

function Cause({ code, letters, replayAll, replay, discard }) {
  return div(null,
    div({ class: 'bar' },
      h2(null, code),
      span({ class: 'note' }, count(letters.length, 'job')),
      button({ 'aria-label': `Replay all of ${code}`, onClick: () => replayAll(code) }, 'Replay all')),
    div({ class: 'scroll' }, table(null,
      thead(null, tr(null, ['Job', 'Document', 'Why', 'Attempts', 'Died', ''].map((head) => th({ key: head, scope: 'col' }, head)))),
      tbody(null, letters.map((letter) => tr({ key: letter.jobId },
        td(null, a({ href: `#/jobs/${letter.jobId}` }, shortId(letter.jobId))),
        td(null, letter.filename || letter.externalId || shortId(letter.documentId)),
        td({ class: 'wrap' }, letter.detail),
        td({ class: 'figure' }, number(letter.attempts)),
        td(null, time(letter.diedAt)),
        td(null,
          button({ 'aria-label': `Replay ${letter.jobId}`, onClick: () => replay(letter) }, 'replay'),
          button({ class: 'danger', 'aria-label': `Give up ${letter.jobId}`, onClick: () => discard(letter) }, 'give up'))))))));
}
