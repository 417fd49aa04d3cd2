const KEY = 'web-terminal.settings';
const DEFAULTS = { copyOnSelect: true, screenReader: false };

/** The settings of this browser. */
export const settings = { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };

/** Ties the checkboxes to the settings. */
export function handleSettings(onChange) {
  for (const box of document.querySelectorAll('#settings input')) {
    box.checked = settings[box.name];
    box.addEventListener('change', () => {
      settings[box.name] = box.checked;
      localStorage.setItem(KEY, JSON.stringify(settings));
      onChange();
    });
  }
}
