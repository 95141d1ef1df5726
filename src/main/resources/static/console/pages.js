// Lists that are read page by page.

import { useState, useEffect, useCallback, useRef } from './lib.js';
import { get } from './api.js';

/**
 * A list of things, each once although the first page moves on while later ones stay. Reading without a cursor reads the
 * first page anew; another path begins again.
 *
 * @param path with its query, if it has one
 * @param member of a page that has the things
 * @param id member of a thing that tells it from others
 */
export function usePages(path, member, id) {
  const [first, setFirst] = useState(null);
  const [others, setOthers] = useState([]);
  const [error, setError] = useState(null);
  const asked = useRef(null);

  useEffect(() => {
    setFirst(null);
    setOthers([]);
    asked.current = null;
  }, [path]);

  const read = useCallback(async (cursor) => {
    if (cursor && asked.current === cursor) {
      return;
    }
    asked.current = cursor || asked.current;
    const query = new URLSearchParams({ limit: '50', ...(cursor && { cursor }) });
    try {
      const page = await get(`${path}${path.includes('?') ? '&' : '?'}${query}`);
      setError(null);
      if (cursor) {
        setOthers((before) => [...before, page]);
      } else {
        setFirst(page);
      }
    } catch (problem) {
      asked.current = null;
      setError(problem);
    }
  }, [path]);

  const all = [first, ...others].filter(Boolean);
  const things = new Map(all.flatMap((page) => page[member]).map((thing) => [thing[id], thing]));
  return { read, loaded: first !== null, things: [...things.values()], next: all.length ? all[all.length - 1].nextCursor : null, error };
}
