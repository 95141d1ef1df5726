// What a document was cut into.

import { h, tags, useState, useEffect, number, pages, Problem } from './lib.js';
import { get } from './api.js';

const { section, h1, h2, div, button, span, p, article, header } = tags;

export function Document({ id }) {
  const [chunks, setChunks] = useState([]);
  const [next, setNext] = useState(null);
  const [error, setError] = useState(null);

  const read = async (cursor) => {
    try {
      const page = await get(`/documents/${id}/chunks?${new URLSearchParams({ limit: '50', ...(cursor && { cursor }) })}`);
      setChunks((before) => (cursor ? [...before, ...page.chunks] : page.chunks));
      setNext(page.nextCursor);
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  };
  useEffect(() => { setChunks([]); read(); }, [id]);

  return section(null,
    h1(null, 'Document ', span({ class: 'id' }, id)),
    h(Problem, { error }),
    h2(null, 'Chunks'),
    div({ class: 'chunks' }, chunks.map((chunk) => h(Chunk, { key: chunk.ordinal, chunk }))),
    next && button({ onClick: () => read(next) }, 'More'));
}

function Chunk({ chunk }) {
  return article({ class: 'chunk' },
    header({ class: 'note' },
      span({ class: 'id' }, `#${chunk.ordinal}`),
      ` ${chunk.headings.join(' › ')} `,
      span({ class: 'figure' }, `${pages(chunk.pages)} ${number(chunk.tokens)} tokens`)),
    p(null, chunk.text));
}
