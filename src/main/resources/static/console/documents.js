// The documents of the tenant, newest first.

import { h, tags, usePolling, number, size, shortId, Time, Status, Problem, Empty, Table, More } from './lib.js';
import { usePages } from './pages.js';

const { section, h1, a } = tags;

const COLUMNS = [
  ['Document', ({ documentId, externalId, latest }) => a({ href: `#/documents/${documentId}` }, latest.filename || externalId || shortId(documentId)), 'name'],
  ['External id', ({ externalId }) => externalId || '–', 'name'],
  ['Type', ({ latest }) => latest.mediaType, 'name'],
  ['Size', ({ latest }) => size(latest.sizeBytes), 'figure'],
  ['Version', ({ latest }) => number(latest.version), 'figure'],
  ['State', ({ latest }) => h(Status, { value: latest.state })],
  ['Accepted', ({ createdAt }) => h(Time, { at: createdAt })],
];

export function Documents() {
  const { read, loaded, things: documents, next, error } = usePages('/documents', 'documents', 'documentId');
  usePolling(() => read(), 5000, []);
  return section(null,
    h1(null, 'Documents'),
    h(Problem, { error }),
    loaded && (documents.length === 0
      ? h(Empty, null, 'No documents yet.')
      : h(Table, { label: 'Documents', columns: COLUMNS, rows: documents, id: 'documentId' })),
    h(More, { next, onMore: read }));
}
