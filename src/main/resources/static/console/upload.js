// Files go in, and each is watched until it is over.

import { h, tags, useState, useRef, size, count, Status, Problem } from './lib.js';
import { upload, follow, get } from './api.js';

const { section, h1, div, label, input, select, option, p, ul, li, a, progress, span, button } = tags;

/** Uploads outlive the page that began them, and are forgotten with the tab. */
const uploads = [];

export function Upload() {
  const [, repaint] = useState(0);
  const [over, setOver] = useState(false);
  const chooser = useRef();
  const changed = () => repaint((count) => count + 1);

  const take = (files) => {
    for (const file of files) {
      begin(file, { priority: document.getElementById('priority').value }, changed);
    }
    chooser.current.value = '';
  };

  return section(null,
    h1(null, 'Upload'),
    div({
      class: over ? 'drop over' : 'drop',
      onDragOver: (event) => { event.preventDefault(); setOver(true); },
      onDragLeave: () => setOver(false),
      onDrop: (event) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files); },
    },
      p(null, 'Drop documents here, or'),
      button({ class: 'primary', onClick: () => chooser.current.click() }, 'Choose files'),
      input({ id: 'files', ref: chooser, type: 'file', multiple: true, class: 'hidden', tabIndex: -1, 'aria-label': 'Files', onChange: (event) => take(event.target.files) }),
      label({ class: 'inline' }, 'Priority ',
        select({ id: 'priority' }, option({ value: '' }, 'normal'), option(null, 'high'), option(null, 'low')))),
    ul({ class: 'rows', 'aria-live': 'polite' }, uploads.map((one) => h(Row, { key: one.name + one.began, one }))));
}

function Row({ one }) {
  return li({ class: 'row' },
    div({ class: 'grow' },
      one.jobId ? a({ href: `#/jobs/${one.jobId}` }, one.name) : span(null, one.name),
      span({ class: 'note' }, ` ${size(one.bytes)}`),
      h(Problem, { error: one.error })),
    span({ class: 'note' }, one.jobId ? `${count(one.progress.pages, 'page')}, ${count(one.progress.chunks, 'chunk')}` : ''),
    one.error ? null : one.jobId
      ? h(Status, { value: one.status })
      : progress({ max: 1, value: one.sent, 'aria-label': `Sent of ${one.name}` }));
}

async function begin(file, options, changed) {
  const one = { name: file.name, bytes: file.size, began: performance.now(), sent: 0, status: 'queued', progress: { pages: 0, chunks: 0 } };
  uploads.unshift(one);
  changed();
  try {
    const answer = await upload(file, options, (sent) => { one.sent = sent; changed(); });
    one.jobId = answer.jobId;
    changed();
    await follow(one.jobId, (type, data) => {
      if (type === 'status') {
        one.status = data.status;
      } else {
        one.progress = data;
      }
      changed();
    }, new AbortController().signal);
    const job = await get(`/jobs/${one.jobId}`);
    one.status = job.status;
    one.progress = job.progress;
    one.error = job.status === 'completed' || !job.error ? null : job.error;
  } catch (error) {
    one.error = error;
  }
  changed();
}
