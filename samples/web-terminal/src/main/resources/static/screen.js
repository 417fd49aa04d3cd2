import { FitAddon } from './xterm-6.0.0/addon-fit.js';
import { SearchAddon } from './xterm-6.0.0/addon-search.js';
import { Unicode11Addon } from './xterm-6.0.0/addon-unicode11.js';
import { WebLinksAddon } from './xterm-6.0.0/addon-web-links.js';
import { Terminal } from './xterm-6.0.0/xterm.js';
import { ask } from './dialog.js';
import { handlePaste, handleTouch } from './input.js';
import { onSettings, settings } from './settings.js';
import { look, onLook } from './theme.js';

/** A terminal on the page: draws output, and takes input unless it is read-only. */
export class Screen {

  #fit = new FitAddon();
  #opened = false;

  /** onKey(event) may keep a key from the terminal by returning false. */
  constructor({ readOnly = false, onKey, onData }) {
    this.element = document.createElement('div');
    this.element.className = 'screen';
    this.xterm = new Terminal({
      allowProposedApi: true, fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: 14, lineHeight: 1.15, scrollback: 5000, disableStdin: readOnly, convertEol: readOnly,
      linkHandler: { activate: (event, uri) => openLink(uri) },
    });
    this.search = new SearchAddon();
    [this.#fit, this.search, new Unicode11Addon(), new WebLinksAddon((event, uri) => openLink(uri))]
      .forEach((addon) => this.xterm.loadAddon(addon));
    this.xterm.unicode.activeVersion = '11';
    this.xterm.onData(onData);
    this.xterm.attachCustomKeyEventHandler((event) => this.#copies(event) && onKey(event));
    this.element.addEventListener('mouseup', () => settings.copyOnSelect && this.copy());
    handlePaste(this.element, this.xterm, readOnly);
    handleTouch(this.element, this.xterm);
    this.#listening = [onLook(() => this.#configure()), onSettings(() => this.#configure())];
    this.#configure();
  }

  #listening;

  #configure() {
    Object.assign(this.xterm.options, look(), { screenReaderMode: settings.screenReader });
  }

  dispose() {
    this.#listening.forEach((stop) => stop());
    this.xterm.dispose();
    this.element.remove();
  }

  activate(active) {
    this.element.hidden = !active;
    if (active && !this.#opened) {
      this.#opened = true;
      this.xterm.open(this.element);
      this.xterm.textarea.setAttribute('aria-label', 'Terminal input. Screen reader output is in the menu.');
    }
    if (active) {
      this.fit();
    }
  }

  /** Fits the terminal to its place. */
  fit() {
    this.#fit.fit();
    this.#scale();
  }

  get size() {
    return { columns: this.xterm.cols, rows: this.xterm.rows };
  }

  /** Shows a terminal that fits another page, made smaller if need be. */
  resize({ columns, rows }) {
    this.xterm.resize(columns, rows);
    this.#scale();
  }

  #scale() {
    const screen = this.element.querySelector('.xterm-screen');
    if (screen) {
      const { clientWidth, clientHeight } = this.element;
      const scale = Math.min(1, clientWidth / screen.offsetWidth, clientHeight / screen.offsetHeight);
      this.xterm.element.style.transform = scale < 1 ? `scale(${scale})` : '';
    }
  }

  /** Writes a line of the page's own, which leaves full-screen programs and their modes behind. */
  note(text) {
    this.xterm.write('', () => {
      const back = this.xterm.buffer.active.type === 'alternate' ? '\x1b[?1049l' : '';
      this.xterm.write(`${back}\x1b[?1000;1002;1003;1006;2004;1l\x1b[0m\r\n\x1b[3m${text}\x1b[0m\r\n`);
    });
  }

  copy() {
    const text = this.xterm.getSelection();
    return text && navigator.clipboard?.writeText(text).catch(() => {});
  }

  /** Shows the text of the terminal where a phone can select it. */
  async offerText() {
    const { active } = this.xterm.buffer;
    const lines = Array.from({ length: active.length }, (_, i) => active.getLine(i).translateToString(true));
    const text = lines.join('\n').trimEnd();
    if (await ask('Text of the terminal', text, 'Copy all')) {
      await navigator.clipboard?.writeText(text);
    }
  }

  // Ctrl+C copies what is selected, and interrupts where nothing is
  #copies(event) {
    const copies = event.type === 'keydown' && event.ctrlKey && !event.altKey && event.code === 'KeyC'
      && (event.shiftKey || this.xterm.hasSelection());
    if (copies) {
      event.preventDefault();
      this.copy();
      this.xterm.clearSelection();
    }
    return !copies;
  }

}

async function openLink(uri) {
  if (/^https?:/i.test(uri) && await ask('Open this link in a new tab?', uri, 'Open')) {
    open(uri, '_blank', 'noopener,noreferrer');
  }
}
