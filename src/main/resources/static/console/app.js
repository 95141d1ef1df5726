// The frame around the pages: who is signed in, where one is, and in which light.

import { h, render, tags, useState, useEffect, useRef, Problem } from './lib.js';
import { session, get } from './api.js';
import { Upload } from './upload.js';
import { Jobs } from './jobs.js';
import { Job } from './job.js';
import { Documents } from './documents.js';
import { Document } from './document.js';
import { Search } from './search.js';
import { DeadLetters } from './dead.js';
import { Routes } from './routes.js';
import { Overview } from './overview.js';
import { showLight, turnLight } from './light.js';

const { div, header, nav, main, a, button, form, h1, p, label, input } = tags;

const PAGES = [
  ['upload', 'Upload', Upload],
  ['jobs', 'Jobs', Jobs],
  ['documents', 'Documents', Documents],
  ['search', 'Search', Search],
  ['dead', 'Dead letters', DeadLetters],
  ['routes', 'Routes', Routes],
  ['overview', 'Overview', Overview],
];

const DETAILS = { jobs: Job, documents: Document };

function useHash() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return hash.replace(/^#\/?/, '').split('/');
}

function App() {
  const [signedIn, setSignedIn] = useState(session.key !== '');
  return signedIn
    ? h(Frame, { onLeave: () => { session.leave(); setSignedIn(false); } })
    : h(SignIn, { onEnter: () => setSignedIn(true) });
}

function Frame({ onLeave }) {
  const [name, id, part] = useHash();
  const page = PAGES.find(([key]) => key === name) || PAGES[0];
  const Detail = id && DETAILS[name];
  const content = useRef();
  const arrived = useRef(false);
  // Whoever goes to another page goes on there, by keyboard and screen reader too.
  useEffect(() => {
    document.title = `${page[1]} – Dromedary`;
    if (arrived.current) {
      content.current.focus();
      scrollTo(0, 0);
    }
    arrived.current = true;
  }, [name, id]);
  return div(null,
    header({ class: 'top' },
      a({ href: '#/', class: 'brand' }, 'Dromedary'),
      nav({ 'aria-label': 'Pages' }, PAGES.map(([key, title]) => a({ key, href: `#/${key}`, 'aria-current': key === page[0] ? 'page' : undefined }, title))),
      button({ class: 'quiet', onClick: turnLight, 'aria-label': 'Light or dark' }, '◐'),
      button({ class: 'quiet', onClick: onLeave }, 'Sign out')),
    main({ ref: content, tabIndex: -1 }, Detail ? h(Detail, { key: id, id, part }) : h(page[2])));
}

function SignIn({ onEnter }) {
  const [error, setError] = useState(null);
  const enter = async (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    session.enter(fields.get('key').trim(), fields.get('admin').trim());
    try {
      await get('/jobs?limit=1');
      onEnter();
    } catch (problem) {
      session.leave();
      setError(problem);
    }
  };
  return main({ class: 'sign-in' },
    form({ onSubmit: enter },
      h1(null, 'Dromedary'),
      p({ class: 'note' }, 'The API key of your tenant. On this machine it lies in data/api-key.'),
      label(null, 'API key', input({ name: 'key', type: 'password', required: true, autocomplete: 'off' })),
      label(null, 'Admin key, for operators', input({ name: 'admin', type: 'password', autocomplete: 'off' })),
      h(Problem, { error }),
      button({ class: 'primary' }, 'Sign in')));
}

showLight();
render(h(App), document.getElementById('app'));
