// The chunks of a document beside its text. What is selected on one side shows on the other; pages come as they are needed.

import { h, tags, useState, useEffect, useRef, pages, number, Problem, More } from './lib.js';
import { usePages } from './pages.js';

const { div, section, h2, ol, li, button, span, p } = tags;

const SIDES = ['text', 'chunks'];
const MOVES = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** @param wanted the id of the chunk to show first; pages are read until it is there */
export function Chunks({ documentId, wanted }) {
  const { read, things: chunks, next, error } = usePages(`/documents/${documentId}/chunks`, 'chunks', 'chunkId');
  const [selected, setSelected] = useState(wanted);
  const sides = { text: useRef(), chunks: useRef() };

  useEffect(() => { read(); }, [documentId]);
  useEffect(() => setSelected(wanted), [wanted]);

  const found = chunks.find(({ chunkId }) => chunkId === selected);
  useEffect(() => {
    if (found) {
      SIDES.forEach((side) => show(sides[side].current, place(side, found)));
    } else if (selected && next) {
      read(next);
    }
  }, [selected, found !== undefined, next]);

  const select = (chunk) => {
    setSelected(chunk.chunkId);
    history.replaceState(null, '', `#/documents/${documentId}/${chunk.chunkId}`);
  };
  const move = (side) => (event) => {
    const chunk = MOVES[event.key] && chunks[chunks.indexOf(found || chunks[0]) + MOVES[event.key]];
    if (chunk) {
      event.preventDefault();
      select(chunk);
      place(side, chunk).focus({ preventScroll: true });
    }
  };
  /** One of each side is reached by Tab, the others from there by the arrows. */
  const handle = (side, chunk) => ({
    id: idOf(side, chunk),
    tabIndex: chunk === (found || chunks[0]) ? 0 : -1,
    'aria-pressed': String(chunk === found),
    onClick: () => select(chunk),
  });

  return div(null,
    h(Problem, { error }),
    p({ class: 'hidden', role: 'status' }, found && `Chunk ${found.ordinal} is selected, ${pages(found.pages)} ${found.headings.join(', ')}`),
    div({ class: 'beside' },
      section({ 'aria-labelledby': 'text-title' },
        h2({ id: 'text-title' }, 'Text'),
        div({ class: 'pane text', ref: sides.text, onKeyDown: move('text') },
          chunks.map((chunk, at) => h(Piece, { key: chunk.chunkId, chunk, before: chunks[at - 1], handle: handle('text', chunk), select })),
          h(More, { next, onMore: read, eager: true }))),
      section({ 'aria-labelledby': 'chunks-title' },
        h2({ id: 'chunks-title' }, 'Chunks'),
        div({ class: 'pane', ref: sides.chunks, onKeyDown: move('chunks') },
          ol({ class: 'chunks' }, chunks.map((chunk) => li({ key: chunk.chunkId }, h(Chunk, { chunk, handle: handle('chunks', chunk) })))),
          h(More, { next, onMore: read, eager: true })))));
}

/** The text of a chunk where it stands in the document, with what lies between it and the one before. */
function Piece({ chunk, before, handle, select }) {
  const page = chunk.pages[0];
  const turned = page !== undefined && page !== before?.pages[0];
  const typed = (event) => ['Enter', ' '].includes(event.key) && (event.preventDefault(), select(chunk));
  return [
    turned ? span({ class: 'page' }, `page ${page}`) : before && (chunk.gap || '\n\n'),
    span({ ...handle, class: 'piece', role: 'button', onKeyDown: typed }, chunk.text),
  ];
}

function Chunk({ chunk, handle }) {
  return button({ ...handle, class: 'chunk' },
    span({ class: 'note' },
      span({ class: 'id' }, `#${chunk.ordinal} `),
      [pages(chunk.pages), `${number(chunk.tokens)} tokens`].filter(Boolean).join(', ')),
    chunk.headings.length > 0 && span({ class: 'headings' }, chunk.headings.join(' › ')),
    chunk.header && span({ class: 'headings' }, chunk.header),
    span({ class: 'excerpt' }, chunk.text));
}

const idOf = (side, chunk) => `${side}-${chunk.ordinal}`;

const place = (side, chunk) => document.getElementById(idOf(side, chunk));

/** Scrolls a pane, and only the pane, until a thing in it is seen. */
function show(pane, thing) {
  if (thing.offsetTop < pane.scrollTop || thing.offsetTop + thing.offsetHeight > pane.scrollTop + pane.clientHeight) {
    pane.scrollTop = thing.offsetTop - pane.clientHeight / 3;
  }
}
