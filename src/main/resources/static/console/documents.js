// The documents of the tenant; one of them with its versions and what it was cut into.

import { h, tags, useState, useEffect, usePolling, number, pages, time, size, shortId, Status, Problem, Empty } from './lib.js';
import { call, get } from './api.js';
import { usePages } from './pages.js';

const { section, h1, h2, div, table, thead, tbody, tr, th, td, a, button, span, p, article, header } = tags;

export function Documents() {
  const { read, things: documents, next, error } = usePages('/documents', 'documents', 'documentId');
  usePolling(() => read(), 5000, []);
  return section(null,
    h1(null, 'Documents'),
    h(Problem, { error }),
    documents.length === 0 && !error
      ? h(Empty, null, 'No documents yet.')
      : div({ class: 'scroll' }, table(null,
        thead(null, tr(null, ['Document', 'External id', 'Type', 'Size', 'Version', 'Since'].map((head) => th({ key: head, scope: 'col' }, head)))),
        tbody(null, documents.map(({ documentId, externalId, current, latest, createdAt }) => tr({ key: documentId },
          td(null, a({ href: `#/documents/${documentId}` }, latest.filename || shortId(documentId))),
          td(null, externalId || '–'),
          td(null, latest.mediaType),
          td({ class: 'figure' }, size(latest.sizeBytes)),
          td({ class: 'figure' }, current ? number(current.version) : '–'),
          td(null, time(createdAt))))))),
    next && button({ onClick: () => read(next) }, 'More'));
}

export function Document({ id }) {
  const [document, setDocument] = useState(null);
  const [erasure, setErasure] = useState(null);
  const [problem, setProblem] = useState(null);
  const { read: readChunks, things: chunks, next, error } = usePages(`/documents/${id}/chunks`, 'chunks', 'ordinal');

  useEffect(() => {
    get(`/documents/${id}`).then(setDocument, setProblem);
    readChunks();
  }, [id]);

  const erase = async () => {
    if (window.confirm('Erase this document, with everything that was made of it?')) {
      await call('DELETE', `/documents/${id}`).then(setErasure, setProblem);
    }
  };

  if (erasure) {
    return section(null, h1(null, 'Erased'), p({ class: 'empty', role: 'status' }, `The receipt is that of erasure ${erasure.receipt.erasureId}.`));
  }
  return section(null,
    h1(null, document?.latest.filename || 'Document', ' ', span({ class: 'id' }, id)),
    h(Problem, { error: problem || error }),
    document && div({ class: 'bar' },
      span({ class: 'note' }, `${document.latest.mediaType}, ${size(document.latest.sizeBytes)}, version ${document.latest.version} `),
      h(Status, { value: document.latest.state }),
      button({ class: 'danger', onClick: erase }, 'Erase')),
    h2(null, 'Chunks'),
    chunks.map((chunk) => h(Chunk, { key: chunk.ordinal, chunk })),
    next && button({ onClick: () => readChunks(next) }, 'More'));
}

function Chunk({ chunk }) {
  return article({ class: 'chunk' },
    header({ class: 'note' },
      span({ class: 'id' }, `#${chunk.ordinal}`),
      ` ${chunk.headings.join(' › ')} `,
      span({ class: 'figure' }, `${pages(chunk.pages)} ${number(chunk.tokens)} tokens`)),
    p(null, chunk.text));
}
