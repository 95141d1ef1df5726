// Light or dark: as the system would have it, until somebody turns it here.

const CHOSEN = 'dromedary.light';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();

const tell = () => listeners.forEach((listener) => listener());

dark.addEventListener('change', tell);

/** Calls on every change from now on, until what it returns is called. */
export function whenLightChanges(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function showLight() {
  const chosen = localStorage.getItem(CHOSEN);
  if (chosen) {
    document.documentElement.dataset.light = chosen;
    tell();
  }
}

export function turnLight() {
  const chosen = document.documentElement.dataset.light;
  const isDark = chosen ? chosen === 'dark' : dark.matches;
  localStorage.setItem(CHOSEN, isDark ? 'light' : 'dark');
  showLight();
}
