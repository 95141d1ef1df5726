// One document: what it is, and its chunks beside its text.

import { h, tags, useState, useEffect, size, Status, Problem } from './lib.js';
import { call, get } from './api.js';
import { Chunks } from './chunks.js';

const { section, h1, div, a, button, span, p } = tags;

export function Document({ id, part }) {
  const [document, setDocument] = useState(null);
  const [erasure, setErasure] = useState(null);
  const [error, setError] = useState(null);

  useEffect(() => {
    get(`/documents/${id}`).then(setDocument, setError);
  }, [id]);

  const erase = () => window.confirm('Erase this document, with everything that was made of it?')
    && call('DELETE', `/documents/${id}`).then(setErasure, setError);

  if (erasure) {
    return section(null, h1(null, 'Erased'), p({ class: 'empty', role: 'status' }, `The receipt is that of erasure ${erasure.receipt.erasureId}.`));
  }
  return section(null,
    h1(null, document ? document.latest.filename || document.externalId || 'Document' : 'Document', ' ', span({ class: 'id' }, `document ${id}`)),
    h(Problem, { error }),
    document && div({ class: 'bar' },
      h(Status, { value: document.latest.state }),
      span({ class: 'note' }, `${document.latest.mediaType}, ${size(document.latest.sizeBytes)}, version ${document.latest.version}`),
      document.latest.jobId && a({ href: `#/jobs/${document.latest.jobId}` }, 'Its job'),
      button({ class: 'danger', onClick: erase }, 'Erase')),
    document && (document.current
      ? h(Chunks, { documentId: id, wanted: part })
      : p({ class: 'empty' }, 'Nothing of it can be searched yet.')));
}
