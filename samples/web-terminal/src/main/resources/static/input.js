import { ask } from './dialog.js';

const SLOP_PIXELS = 8;
const ARROWS = { Up: 'A', Down: 'B', Right: 'C', Left: 'D' };
const OTHERS = { Escape: '\x1b', Tab: '\t' };

const bar = document.getElementById('keys');

let control = false;

/** Handles the keys below the terminal that phones do not have. screen() and type(text) reach the active terminal. */
export function handleKeys(screen, type) {
  // The focus and with it the phone's keyboard stay where they are
  bar.addEventListener('pointerdown', (event) => event.preventDefault());
  bar.addEventListener('click', async ({ target }) => {
    const { key, text } = target.closest('button')?.dataset ?? {};
    if (key === 'Control') {
      setControl(!control);
    } else if (key === 'Copy') {
      screen().offerText();
    } else if (key === 'Paste') {
      paste(screen().xterm, await navigator.clipboard.readText());
    } else if (ARROWS[key]) {
      type(`\x1b${screen().xterm.modes.applicationCursorKeysMode ? 'O' : '['}${ARROWS[key]}`);
    } else if (key || text) {
      type(OTHERS[key] ?? withControl(text));
    }
  });
}

/** Turns the next character into its control character if that key was pressed before. */
export function withControl(text) {
  if (!control || text.length !== 1) {
    return text;
  }
  setControl(false);
  return String.fromCharCode(text.toUpperCase().charCodeAt(0) & 0x1f);
}

function setControl(on) {
  control = on;
  bar.querySelector('[data-key=Control]').setAttribute('aria-pressed', on);
}

// Without control characters but tabs and line ends: the escape character could end a bracketed paste, after which the
// rest would be executed
const clean = (text) => text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '');

/** Pastes text into the terminal, after a question if it has several lines, which may be executed as they arrive. */
async function paste(xterm, text) {
  const safe = clean(text);
  const lines = safe.split('\n').length;
  if (lines === 1 || await ask(`Paste ${lines} lines into the terminal?`, safe, 'Paste')) {
    xterm.paste(safe);
  }
}

export function handlePaste(element, xterm, readOnly) {
  element.addEventListener('paste', (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (!readOnly) {
      paste(xterm, event.clipboardData.getData('text/plain'));
    }
  }, true);
}

/** Scrolls with a finger. */
export function handleTouch(element, xterm) {
  let [start, last, rest, scrolling] = [0, null, 0, false];
  element.addEventListener('touchstart', ({ touches }) => {
    last = touches.length === 1 ? touches[0].clientY : null;
    [start, rest, scrolling] = [last, 0, false];
  }, { passive: true });
  element.addEventListener('touchmove', (event) => {
    const { clientY } = event.touches[0];
    scrolling ||= last !== null && Math.abs(clientY - start) > SLOP_PIXELS;
    if (scrolling) {
      event.preventDefault();
      rest += (last - clientY) * xterm.rows / element.clientHeight;
      last = clientY;
      xterm.scrollLines(Math.trunc(rest));
      rest -= Math.trunc(rest);
    }
  }, { passive: false });
}
