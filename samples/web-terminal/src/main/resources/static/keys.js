const element = (id) => document.getElementById(id);

const ARROWS = { Up: 'A', Down: 'B', Right: 'C', Left: 'D' };
const OTHERS = { Escape: '\x1b', Tab: '\t' };

let control = false;

/** Puts the keys below the terminal that phones do not have. */
export function handleKeys(terminal) {
  const bar = element('keys');
  // The focus and with it the phone's keyboard stay where they are
  bar.addEventListener('pointerdown', (event) => event.preventDefault());
  bar.addEventListener('click', ({ target }) => {
    const { key, text } = target.closest('button')?.dataset ?? {};
    if (key === 'Control') {
      setControl(!control);
    } else if (key) {
      terminal().input(sequence(key, terminal().xterm.modes.applicationCursorKeysMode));
    } else if (text) {
      terminal().input(withControl(text));
    }
  });
}

const sequence = (key, application) => (
  OTHERS[key] ?? `\x1b${application ? 'O' : '['}${ARROWS[key]}`
);

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
  element('keys').querySelector('[data-key=Control]').setAttribute('aria-pressed', on);
}
