import { FitAddon } from './xterm-6.0.0/addon-fit.js';
import { SearchAddon } from './xterm-6.0.0/addon-search.js';
import { Unicode11Addon } from './xterm-6.0.0/addon-unicode11.js';
import { WebLinksAddon } from './xterm-6.0.0/addon-web-links.js';
import { WebglAddon } from './xterm-6.0.0/addon-webgl.js';
import { Terminal } from './xterm-6.0.0/xterm.js';
import { TerminalConnection } from './connection.js';
import { ask } from './dialog.js';
import { post, request } from './http.js';
import { withControl } from './keys.js';
import { handlePaste } from './paste.js';
import { settings } from './settings.js';
import { isDark, theme } from './themes.js';
import { handleTouch } from './touch.js';

const NO_SUCH_TERMINAL = 4404;
const FINAL = {
  [NO_SUCH_TERMINAL]: 'The server has no such terminal any more: the exit code is not known.',
  4429: 'Too many windows show this terminal.',
  login: 'You are logged out.',
};
const CONTRAST = 9;
const MORE_CONTRAST = matchMedia('(prefers-contrast: more)');
// A cursor position, a device's attributes or a mode, a colour, a setting: what a program has asked the screen for
const REPLY = /^\x1b(\[[?>=]?[\d;]*(R|c|n|t|\$y)|\]|P)/;

/** One terminal: its screen, and its connection to the server. */
export class WebTerminal {

  #fit = new FitAddon();
  #webgl = null;
  #connection = null;
  #end = null;
  #active = false;
  #dim = false;
  #opened = false;
  #stopScrolling;

  /** onKey(event) may keep a key from the terminal by returning false. */
  constructor({ onChange, onKey }) {
    this.id = null;
    this.number = 0;
    this.opening = false;
    this.state = 'connecting';
    this.text = 'Connecting';
    this.title = '';
    this.busy = false;
    this.exitCode = null;
    this.onChange = onChange;
    this.screen = document.createElement('div');
    this.screen.className = 'screen';
    this.xterm = new Terminal({
      allowProposedApi: true, fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: 14, lineHeight: 1.15, cursorBlink: true, minimumContrastRatio: CONTRAST, scrollback: 5000,
      screenReaderMode: settings.screenReader, theme: theme(),
      linkHandler: { activate: (event, uri) => openLink(uri) },
    });
    this.search = new SearchAddon();
    [this.#fit, this.search, new Unicode11Addon(), new WebLinksAddon((event, uri) => openLink(uri))]
      .forEach((addon) => this.xterm.loadAddon(addon));
    this.xterm.unicode.activeVersion = '11';
    this.xterm.parser.registerCsiHandler({ final: 'm' }, (parameters) => this.#noteDim(parameters));
    this.xterm.onData((text) => this.#onData(text));
    this.xterm.onBinary((bytes) => (
      this.#connection?.typeBytes(Uint8Array.from(bytes, (each) => each.charCodeAt(0)))
    ));
    this.xterm.attachCustomKeyEventHandler((event) => this.#copies(event) && onKey(event));
    this.screen.addEventListener('mouseup', () => this.#copyOnSelect());
    handlePaste(this.screen, this.xterm);
    this.#stopScrolling = handleTouch(this.screen, this.xterm);
  }

  get name() {
    return this.title || `Terminal ${this.number}`;
  }

  get ended() {
    return this.state === 'ended' || this.state === 'lost';
  }

  /** Watches a terminal that the server has. */
  attach({ id, number, title }) {
    Object.assign(this, { id, number, title: title ?? '', exitCode: null, busy: false });
    this.#end = null;
    this.#connection?.close();
    this.#connection = new TerminalConnection(id, {
      write: (data, done) => this.#write(data, done),
      hear: (message) => this.#hear(message),
      onConnected: () => this.#onConnected(),
      onReconnecting: () => this.ended || this.#change('connecting', 'Reconnecting…'),
      onInputLost: () => this.xterm.write('\r\n\x1b[3mThe connection broke: what was typed last may be lost.\x1b[0m\r\n'),
      onFinal: (code) => this.ended || this.#lose(FINAL[code] ?? 'The server does not let this window take part.'),
    });
    this.#connection.show(this.#active);
    this.#change('connecting', 'Connecting');
  }

  /** Opens a terminal on the server, in place of the one that has ended here. */
  async open() {
    this.opening = true;
    this.#change('connecting', 'Connecting');
    try {
      const former = this.id;
      this.attach(await post('terminals', this.size));
      if (former) {
        remove(former);
      }
    } catch (error) {
      this.#lose(error.message);
    } finally {
      this.opening = false;
    }
  }

  /** Ends the terminal, here and on the server. */
  close() {
    this.dispose();
    if (this.id) {
      remove(this.id);
    }
  }

  dispose() {
    this.#connection?.close();
    this.xterm.dispose();
    this.screen.remove();
  }

  /** Shows the terminal or keeps it in the background, where it costs nothing. */
  activate(active) {
    this.screen.hidden = !active;
    if (active && !this.#opened) {
      this.#opened = true;
      this.xterm.open(this.screen);
      this.xterm.textarea.setAttribute('aria-label', 'Terminal input. Screen reader output is in the settings.');
      this.fit();
    }
    this.#useWebgl(active);
    this.setShowing(active && document.visibilityState === 'visible');
  }

  setShowing(showing) {
    this.#active = showing;
    this.#connection?.show(showing);
  }

  /** Fits the screen to its place, and the terminal on the server with it if this window is in use. */
  fit() {
    const before = this.#sizeText();
    this.#fit.fit();
    if (document.hasFocus()) {
      this.#tellSize();
    }
    if (this.#sizeText() !== before) {
      this.onChange();
    }
  }

  get size() {
    return { columns: this.xterm.cols, rows: this.xterm.rows };
  }

  input(text) {
    if (!this.ended) {
      this.#stopScrolling();
      this.xterm.scrollToBottom();
      this.#connection?.type(text);
    }
  }

  configure() {
    this.xterm.options.theme = theme();
    this.xterm.options.screenReaderMode = settings.screenReader;
    this.#useWebgl(!this.screen.hidden);
  }

  #onData(text) {
    if (REPLY.test(text)) {
      this.#connection?.reply(text);
    } else {
      this.input(withControl(text));
    }
  }

  #onConnected() {
    if (!this.ended) {
      this.#change('connected', 'Connected');
    }
    if (document.hasFocus()) {
      this.#tellSize();
    }
  }

  #tellSize() {
    if (this.#active) {
      this.#connection?.resize(this.xterm.cols, this.xterm.rows);
    }
  }

  #write(data, done) {
    this.xterm.write(data, done);
    this.#writeEnd();
  }

  #hear(message) {
    if (message.type === 'size' && !(this.#active && document.hasFocus())) {
      this.xterm.resize(message.columns, message.rows);
    } else if (message.type === 'status') {
      this.title = message.title ?? '';
      this.busy = message.busy && !this.ended;
      this.exitCode = this.ended ? this.exitCode : message.lastExitCode;
      this.onChange();
    } else if (message.type === 'end') {
      this.#end = message;
      this.busy = false;
      this.exitCode = message.exitCode;
      if (message.exitCode === null) {
        this.#change('lost', message.message);
      } else {
        this.#change('ended', `Ended with exit code ${message.exitCode}`);
      }
      this.#writeEnd();
    }
  }

  // The last word comes after all output, of which a background terminal has none yet
  #writeEnd() {
    if (this.#end && this.#connection.received >= this.#end.offset) {
      this.#end = null;
      this.#writeLast(this.text);
    }
  }

  #writeLast(text) {
    this.xterm.write('', () => {
      // Back from a full-screen program's screen, with the modes that a new shell expects
      const back = this.xterm.buffer.active.type === 'alternate' ? '\x1b[?1049l' : '';
      this.xterm.write(`${back}\x1b[?1000;1002;1003;1006;2004;1l\x1b[0m\r\n\x1b[3m${text}\x1b[0m\r\n`);
    });
  }

  #lose(text) {
    this.busy = false;
    this.#change('lost', text);
    this.#writeLast(text);
  }

  #change(state, text) {
    this.state = state;
    this.text = text;
    this.onChange();
  }

  #sizeText() {
    return `${this.xterm.cols} × ${this.xterm.rows}`;
  }

  #noteDim(parameters) {
    if (!this.#dim && isDim(parameters)) {
      this.#dim = true;
      this.#useWebgl(!this.screen.hidden);
    }
    return false;
  }

  // Browsers let a page have few WebGL contexts: the terminal that is seen has one.
  // It draws dim text at half its strength, whatever the style sheet says: not even black is readable on white then
  #useWebgl(use) {
    if (!use || MORE_CONTRAST.matches || (this.#dim && !isDark())) {
      this.#webgl?.dispose();
      this.#webgl = null;
      return;
    }
    if (this.#webgl) {
      return;
    }
    const webgl = new WebglAddon();
    try {
      webgl.onContextLoss(() => this.#useWebgl(false));
      this.xterm.loadAddon(webgl);
      this.#webgl = webgl;
    } catch {
      // Then the terminal is drawn with elements of the page
      webgl.dispose();
    }
  }

  // Ctrl+C copies what is selected, and interrupts where nothing is
  #copies(event) {
    const copies = event.type === 'keydown' && event.ctrlKey && !event.altKey && event.code === 'KeyC'
      && (event.shiftKey || this.xterm.hasSelection());
    if (copies) {
      event.preventDefault();
      copy(this.xterm.getSelection());
      this.xterm.clearSelection();
    }
    return !copies;
  }

  #copyOnSelect() {
    if (settings.copyOnSelect && this.xterm.hasSelection()) {
      copy(this.xterm.getSelection());
    }
  }

}

// Of SGR parameters, where a 2 may also be a part of a colour
function isDim(parameters) {
  for (let i = 0; i < parameters.length; i++) {
    if (parameters[i] === 2) {
      return true;
    }
    if ([38, 48, 58].includes(parameters[i])) {
      const kind = parameters[i + 1];
      i += Array.isArray(kind) ? 1 : kind === 2 ? 4 : 2;
    }
  }
  return false;
}

const remove = (id) => request(`terminals/${id}`, { method: 'DELETE' }).catch(() => {});

const copy = (text) => text && navigator.clipboard?.writeText(text).catch(() => {});

async function openLink(uri) {
  if (/^https?:/i.test(uri) && await ask('Open this link in a new tab?', uri, 'Open')) {
    open(uri, '_blank', 'noopener,noreferrer');
  }
}
