// What every page uses: elements, hooks, and how figures and times are written.

const { h, render, Fragment } = window.preact;
const { useState, useEffect, useRef, useCallback } = window.preactHooks;

export { h, render, Fragment, useState, useEffect, useRef, useCallback };

/** Elements by their names: tags.p({class: 'note'}, 'text'). */
export const tags = new Proxy({}, {
  get: (_, name) => (properties, ...children) => h(name, properties, ...children),
});

const numbers = new Intl.NumberFormat();
const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export const number = (value) => (value === null || value === undefined ? '–' : numbers.format(value));

export const time = (value) => (value ? times.format(new Date(value)) : '–');

export const shortId = (id) => id.slice(0, 8);

/** Where a chunk stands: the first and the last page. */
export const pages = ([first, last]) => (first === undefined ? '' : first === last ? `page ${first}` : `pages ${first} to ${last}`);

/** A count and what is counted, whose plural takes an s. */
export const count = (value, one) => `${number(value)} ${one}${value === 1 ? '' : 's'}`;

export function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(value < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

export function duration(from, to) {
  if (!from) {
    return '–';
  }
  const seconds = Math.max(0, (new Date(to || Date.now()) - new Date(from)) / 1000);
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Calls now and then as long as the component is shown; not while the page is hidden. */
export function usePolling(callback, millis, inputs) {
  useEffect(() => {
    let timer;
    let over = false;
    const round = async () => {
      if (!document.hidden) {
        await callback();
      }
      if (!over) {
        timer = setTimeout(round, millis);
      }
    };
    round();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, inputs);
}

export const Status = ({ value }) => tags.span({ class: `status ${value}` }, value);

export const Problem = ({ error }) =>
  error && tags.p({ class: 'problem', role: 'alert' }, error.detail || error.title || error.message, error.code && tags.code(null, error.code));

export const Empty = ({ children }) => tags.p({ class: 'empty' }, children);
