const KEY = 'web-terminal.settings';
const listeners = new Set();

/** The settings of this browser. */
export const settings = { copyOnSelect: true, screenReader: false, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };

/** Calls the listener when a setting changes. Returns a function that stops it. */
export function onSettings(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

for (const box of document.querySelectorAll('#menu input')) {
  box.checked = settings[box.name];
  box.addEventListener('change', () => {
    settings[box.name] = box.checked;
    localStorage.setItem(KEY, JSON.stringify(settings));
    listeners.forEach((listener) => listener());
  });
}
