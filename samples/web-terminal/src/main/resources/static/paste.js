import { ask } from './dialog.js';

const PREVIEW = 1000;

/**
 * What is safe to paste: no control characters but tabs and line ends. The escape character could end a bracketed
 * paste, after which the rest would be executed.
 */
export const clean = (text) => text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '');

/** Pastes text into the terminal. Lines may be executed as they arrive: several are asked for. */
export async function paste(xterm, text) {
  const safe = clean(text);
  const lines = safe.split('\n').length;
  const preview = safe.length > PREVIEW ? `${safe.slice(0, PREVIEW)}…` : safe;
  if (lines === 1 || await ask(`Paste ${lines} lines into the terminal?`, preview, 'Paste')) {
    xterm.paste(safe);
  }
}

export function handlePaste(screen, xterm) {
  screen.addEventListener('paste', (event) => {
    event.preventDefault();
    event.stopPropagation();
    paste(xterm, event.clipboardData.getData('text/plain'));
  }, true);
}
