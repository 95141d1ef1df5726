// Asks a question over everything stored.

import { h, tags, useState, count, number, pages, shortId, Problem, Empty } from './lib.js';
import { call } from './api.js';

const { section, h1, form, input, button, label, select, option, ol, li, blockquote, a, span, div, p } = tags;

export function Search() {
  const [hits, setHits] = useState(null);
  const [documents, setDocuments] = useState(new Map());
  const [millis, setMillis] = useState(0);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);

  const ask = async (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    setBusy(true);
    const began = performance.now();
    try {
      const answer = await call('POST', '/search', {
        body: { query: fields.get('query'), mode: fields.get('mode'), limit: 10, merge: fields.get('merge') === 'on' },
      });
      setHits(answer.hits);
      setDocuments(new Map(answer.documents.map((document) => [document.documentId, document])));
      setMillis(performance.now() - began);
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };

  return section(null,
    h1(null, 'Search'),
    form({ class: 'bar', onSubmit: ask, role: 'search' },
      input({ name: 'query', type: 'search', required: true, placeholder: 'Ask something', 'aria-label': 'Question', class: 'grow' }),
      label({ class: 'inline' }, 'By ',
        select({ name: 'mode' }, option({ value: 'hybrid' }, 'meaning and words'), option({ value: 'vector' }, 'meaning'), option({ value: 'keyword' }, 'words'))),
      label({ class: 'inline' }, input({ name: 'merge', type: 'checkbox' }), ' join neighbours'),
      button({ class: 'primary', disabled: busy }, 'Search')),
    h(Problem, { error }),
    hits && p({ class: 'note', role: 'status' }, `${count(hits.length, 'hit')} in ${number(Math.round(millis))} ms`),
    hits && hits.length === 0 && h(Empty, null, 'Nothing answers that.'),
    hits && ol({ class: 'hits' }, hits.map((hit, rank) => li({ key: rank },
      div({ class: 'bar' },
        a({ href: `#/documents/${hit.documentId}/${hit.chunkId}` }, nameOf(hit, documents)),
        span({ class: 'note' }, pages(hit.pages)),
        span({ class: 'score' }, `score ${hit.score.toFixed(3)}`)),
      hit.headings && hit.headings.length > 0 && p({ class: 'headings' }, hit.headings.join(' › ')),
      blockquote(null, hit.text)))));
}

function nameOf({ documentId }, documents) {
  const document = documents.get(documentId);
  return document?.filename || document?.externalId || `document ${shortId(documentId)}`;
}
