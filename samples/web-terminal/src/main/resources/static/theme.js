const LIGHT = {
  background: '#ffffff', foreground: '#1b2630', cursor: '#17685f', cursorAccent: '#ffffff',
  selectionBackground: '#c9e2de', black: '#24303b', red: '#b3383f', green: '#2c7a3f', yellow: '#8a6100',
  blue: '#2561a8', magenta: '#8a4196', cyan: '#17737f', white: '#66727f', brightBlack: '#5d6975',
  brightRed: '#c9434b', brightGreen: '#318a48', brightYellow: '#9a6d00', brightBlue: '#2f6fbe',
  brightMagenta: '#9b4ca8', brightCyan: '#1a828f', brightWhite: '#24303b',
};
const DARK = {
  background: '#141a20', foreground: '#d8dfe6', cursor: '#6cc7b9', cursorAccent: '#141a20',
  selectionBackground: '#2f4a4b', black: '#39444f', red: '#ef8a8a', green: '#8ccf95', yellow: '#e0bd74',
  blue: '#86b6ee', magenta: '#cfa0dc', cyan: '#7cc9d3', white: '#c3ccd5', brightBlack: '#8793a0',
  brightRed: '#f5a3a3', brightGreen: '#a5dcac', brightYellow: '#ead092', brightBlue: '#a4c8f3',
  brightMagenta: '#dcb7e6', brightCyan: '#9bd8e0', brightWhite: '#f1f4f7',
};
const SCREEN_READER = 'web-terminal.screen-reader';

const [dark, contrast, forced, still] = [
  '(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)',
  '(prefers-reduced-motion: reduce)',
].map((query) => matchMedia(query));
const screenReader = document.getElementById('screen-reader');

screenReader.checked = localStorage.getItem(SCREEN_READER) === 'true';
screenReader.addEventListener('change', () => localStorage.setItem(SCREEN_READER, screenReader.checked));

/** Returns the options of a terminal that follow the settings of the user's system and of the menu. */
export const look = () => ({
  theme: dark.matches ? DARK : LIGHT,
  minimumContrastRatio: contrast.matches || forced.matches ? 9 : 4.5,
  cursorBlink: !still.matches,
  screenReaderMode: screenReader.checked,
});

/** Calls the listener when the options change, until the signal is aborted. */
export function onLook(listener, signal) {
  for (const source of [dark, contrast, forced, still, screenReader]) {
    source.addEventListener('change', listener, { signal });
  }
}
