// What every page uses: elements, hooks, and how figures and times are written.

const { h, render, Fragment } = window.preact;
const { useState, useEffect, useRef, useCallback } = window.preactHooks;

export { h, render, Fragment, useState, useEffect, useRef, useCallback };

/** Elements by their names: tags.p({class: 'note'}, 'text'). */
export const tags = new Proxy({}, {
  get: (_, name) => (properties, ...children) => h(name, properties, ...children),
});

const numbers = new Intl.NumberFormat();
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const precise = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

export const number = (value) => (value === null || value === undefined ? '–' : numbers.format(value));

/** A time, without its day when that is today; to the millisecond where the order of things counts. */
export function Time({ at, exact }) {
  if (!at) {
    return '–';
  }
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  return tags.time({ datetime: at, title: at }, today ? '' : `${day.format(moment)}, `, (exact ? precise : clock).format(moment));
}

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

/** From one time to another, or to now. */
export const duration = (from, to) => (from ? lasting(new Date(to || Date.now()) - new Date(from)) : '–');

export function lasting(millis) {
  const seconds = Math.max(0, millis / 1000);
  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }
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

/** What the service says of a refusal: its title, its detail and its code. */
export const Problem = ({ error }) =>
  error && tags.p({ class: 'problem', role: 'alert' },
    error.title && tags.strong(null, `${error.title}. `), error.detail || (!error.title && error.message), error.code && tags.code(null, error.code));

export const Empty = ({ children }) => tags.p({ class: 'empty' }, children);

/**
 * A table. On a narrow screen each row is a card whose cells tell their columns.
 *
 * @param columns each a title, what the cell shows of a row, and the class of its cells
 * @param id member of a row that tells it from others
 */
export const Table = ({ label, columns, rows, id }) => tags.table({ 'aria-label': label, role: 'table' },
  tags.thead({ role: 'rowgroup' }, tags.tr({ role: 'row' }, columns.map(([head, , kind]) =>
    tags.th({ key: head, scope: 'col', role: 'columnheader', class: kind }, head)))),
  tags.tbody({ role: 'rowgroup' }, rows.map((row, place) => tags.tr({ key: id ? row[id] : place, role: 'row' }, columns.map(([head, cell, kind]) =>
    tags.td({ key: head, role: 'cell', class: kind, 'data-head': head }, cell(row)))))));

/** Leads to the next page of a list; by itself, where it is eager, as soon as it is seen. */
export function More({ next, onMore, eager }) {
  const place = useRef();
  useEffect(() => {
    if (!next || !eager) {
      return undefined;
    }
    const seen = new IntersectionObserver(([entry]) => entry.isIntersecting && onMore(next));
    seen.observe(place.current);
    return () => seen.disconnect();
  }, [next]);
  return next && tags.button({ ref: place, class: 'more', onClick: () => onMore(next) }, 'More');
}
