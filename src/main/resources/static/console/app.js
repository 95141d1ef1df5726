// The frame around the pages: who is signed in, where one is, and in which light.

import { h, render, tags, useState, useEffect } from './lib.js';
import { session, get } from './api.js';
import { Upload } from './upload.js';
import { Jobs } from './jobs.js';
import { Job } from './job.js';
import { Documents, Document } from './documents.js';
import { Search } from './search.js';
import { DeadLetters } from './dead.js';
import { Routes } from './routes.js';
import { Overview } from './overview.js';

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
  const [name, id] = useHash();
  const page = PAGES.find(([key]) => key === name) || PAGES[0];
  const Detail = id && DETAILS[name];
  return div(null,
    header({ class: 'top' },
      a({ href: '#/', class: 'brand' }, 'Dromedary'),
      nav({ 'aria-label': 'Pages' }, PAGES.map(([key, title]) => a({ key, href: `#/${key}`, 'aria-current': key === name ? 'page' : undefined }, title))),
      button({ class: 'quiet', onClick: light, 'aria-label': 'Light or dark' }, '◐'),
      button({ class: 'quiet', onClick: onLeave }, 'Sign out')),
    main(null, Detail ? h(Detail, { id }) : h(page[2])));
}

function SignIn({ onEnter }) {
  const [error, setError] = useState('');
  const enter = async (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    session.enter(fields.get('key').trim(), fields.get('admin').trim());
    try {
      await get('/jobs?limit=1');
      onEnter();
    } catch (problem) {
      session.leave();
      setError(problem.message);
    }
  };
  return main({ class: 'sign-in' },
    form({ onSubmit: enter },
      h1(null, 'Dromedary'),
      p({ class: 'note' }, 'The API key of your tenant. On this machine it lies in data/api-key.'),
      label(null, 'API key', input({ name: 'key', type: 'password', required: true, autocomplete: 'off' })),
      label(null, 'Admin key, for operators', input({ name: 'admin', type: 'password', autocomplete: 'off' })),
      error && p({ class: 'problem', role: 'alert' }, error),
      button({ class: 'primary' }, 'Sign in')));
}

const LIGHT = 'dromedary.light';

function light() {
  const dark = document.documentElement.dataset.light
    ? document.documentElement.dataset.light === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  localStorage.setItem(LIGHT, dark ? 'light' : 'dark');
  showLight();
}

function showLight() {
  const chosen = localStorage.getItem(LIGHT);
  if (chosen) {
    document.documentElement.dataset.light = chosen;
  }
}

showLight();
render(h(App), document.getElementById('app'));
