import { FitAddon } from './xterm-6.0.0/addon-fit.js';
import { SearchAddon } from './xterm-6.0.0/addon-search.js';
import { Unicode11Addon } from './xterm-6.0.0/addon-unicode11.js';
import { WebLinksAddon } from './xterm-6.0.0/addon-web-links.js';
import { Terminal } from './xterm-6.0.0/xterm.js';
import { ask } from './dialog.js';
import { handlePaste, handleTouch } from './input.js';
import { look, onLook } from './theme.js';

/** A terminal on the page: draws output, and takes input unless it is read-only. */
export class Screen {

  #fit = new FitAddon();
  #disposing = new AbortController();

  /** onKey(event) may keep a key from the terminal by returning false. */
  constructor({ readOnly = false, onKey, onData }) {
    this.element = document.createElement('div');
    this.element.className = 'screen';
    this.xterm = new Terminal({
      allowProposedApi: true, fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: 14, lineHeight: 1.15, scrollback: 5000, disableStdin: readOnly, convertEol: readOnly,
      linkHandler: { activate: (event, uri) => openLink(uri) }, ...look(),
    });
    this.search = new SearchAddon();
    [this.#fit, this.search, new Unicode11Addon(), new WebLinksAddon((event, uri) => openLink(uri))]
      .forEach((addon) => this.xterm.loadAddon(addon));
    this.xterm.unicode.activeVersion = '11';
    this.xterm.onData(onData);
    this.xterm.attachCustomKeyEventHandler((event) => this.#copies(event) && onKey(event));
    handlePaste(this.element, this.xterm, readOnly);
    handleTouch(this.element, this.xterm);
    onLook(() => Object.assign(this.xterm.options, look()), this.#disposing.signal);
  }

  dispose() {
    this.#disposing.abort();
    this.xterm.dispose();
    this.element.remove();
  }

  activate(active) {
    this.element.hidden = !active;
    if (active && !this.xterm.element) {
      this.xterm.open(this.element);
      this.xterm.textarea.setAttribute('aria-label', 'Terminal input. Screen reader output is in the menu.');
    }
  }

  /** Fits the terminal to its container. */
  fit() {
    this.#fit.fit();
    this.#scale();
  }

  get size() {
    return { columns: this.xterm.cols, rows: this.xterm.rows };
  }

  /** Shows a terminal that fits another page, made smaller if necessary. */
  resize({ columns, rows }) {
    if (columns !== this.xterm.cols || rows !== this.xterm.rows) {
      this.xterm.resize(columns, rows);
      this.#scale();
    }
  }

  #scale() {
    const screen = this.element.querySelector('.xterm-screen');
    if (screen) {
      const { clientWidth, clientHeight } = this.element;
      const scale = Math.min(1, clientWidth / screen.offsetWidth, clientHeight / screen.offsetHeight);
      this.xterm.element.style.transform = scale < 1 ? `scale(${scale})` : '';
    }
  }

  /** Writes a line of the page itself, which leaves full-screen programs and their modes behind. */
  note(text) {
    this.xterm.write('', () => {
      const back = this.xterm.buffer.active.type === 'alternate' ? '\x1b[?1049l' : '';
      this.xterm.write(`${back}\x1b[?1000;1002;1003;1006;2004;1l\x1b[0m\r\n\x1b[3m${text}\x1b[0m\r\n`);
    });
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

  // Ctrl+C copies the selection, and interrupts if there is none
  #copies(event) {
    const copies = event.type === 'keydown' && event.ctrlKey && !event.altKey && event.code === 'KeyC'
      && (event.shiftKey || this.xterm.hasSelection());
    if (copies) {
      event.preventDefault();
      navigator.clipboard?.writeText(this.xterm.getSelection()).catch(() => {});
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
