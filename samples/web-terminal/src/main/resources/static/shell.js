import { TerminalConnection } from './connection.js';
import { withControl } from './input.js';
import { request, sentence } from './server.js';
import { Tab } from './tab.js';

const TOO_MANY_PAGES = 4429;
const NO_SUCH_TERMINAL = 'A log-out or a restart of the server has ended the terminal.';
// A cursor position, a device's attributes or a mode, a colour, a setting: what a program has asked the screen for
const REPLY = /^\x1b(\[[?>=]?[\d;]*(R|c|n|t|\$y)|\]|P)/;

/** A tab with a shell. */
export class Shell extends Tab {

  #connection = null;
  #early = '';
  #end = null;
  #showing = false;
  #stdin = '';

  constructor({ onChange, onKey }) {
    super(onChange, { onKey, onData: (text) => this.#onData(text) });
    Object.assign(this, { id: null, number: 0, title: '', busy: false, exitCode: null, opening: false });
    this.screen.xterm.onBinary((bytes) => (
      this.#connection?.typeBytes(Uint8Array.from(bytes, (each) => each.charCodeAt(0)))
    ));
  }

  get name() {
    return this.title || `Terminal ${this.number}`;
  }

  /** How the shell is, or how its last command ended. */
  get look() {
    return this.state !== 'connected' ? this.state : this.busy ? 'busy' : this.exitCode ? 'bad' : 'good';
  }

  get notice() {
    const { columns, rows } = this.screen.size;
    return this.#stdin && !this.ended
      ? { text: this.#stdin, kind: 'lost' } : { text: `${this.text} · ${columns} × ${rows}`, kind: this.state };
  }

  get action() {
    return this.ended ? { label: this.rejected ? 'Try again' : 'New shell', run: () => this.#again() } : null;
  }

  /** Shows a terminal that the server has. */
  attach({ id, number }) {
    Object.assign(this, { id, number, title: '', busy: false, exitCode: null, rejected: false });
    this.#end = null;
    this.#stdin = '';
    this.#connection?.close();
    this.#connection = new TerminalConnection(id, {
      write: (data, done) => this.#write(data, done),
      hear: (message) => this.#hear(message),
      onConnected: () => this.#onConnected(),
      onBroken: () => this.ended || this.change('connecting', 'Reconnecting… What you type is sent afterwards'),
      onStdin: (text) => this.#onStdin(text),
      onFinal: (code) => this.ended || this.#reject(code),
    });
    this.#connection.show(this.#showing);
    this.#connection.type(this.#early);
    this.#early = '';
    this.change('connecting', 'Connecting…');
  }

  /** Opens a terminal on the server, in place of the one that has ended here. */
  async open() {
    this.opening = true;
    this.change('connecting', 'Connecting…');
    try {
      const instead = this.id ? `?instead=${this.id}` : '';
      const body = JSON.stringify(this.screen.size);
      const response = await request(`terminals${instead}`, { method: 'POST', type: 'application/json', body });
      this.attach(await response.json());
    } catch (error) {
      this.#lose(sentence(error));
    } finally {
      this.opening = false;
      this.onChange();
    }
  }

  #again() {
    return this.rejected ? this.attach(this) : this.open();
  }

  /** Ends the terminal on the server. */
  async close() {
    if (this.id) {
      await request(`terminals/${this.id}`, { method: 'DELETE' });
    }
  }

  dispose() {
    this.#connection?.close();
    this.screen.dispose();
  }

  /** A terminal that is not seen gets no output, and costs nothing. */
  show(showing) {
    this.#showing = showing;
    this.#connection?.show(showing);
  }

  /** Fits the terminal on the server to this window if it is in use. */
  fit() {
    this.screen.fit();
    this.#tellSize();
    this.onChange();
  }

  type(text) {
    if (!this.ended) {
      this.screen.xterm.scrollToBottom();
      if (this.#connection) {
        this.#connection.type(text);
      } else {
        this.#early += text;
      }
    }
  }

  // Keys can look like replies, so that what is sent while the browser handles a key is none
  #onData(text) {
    if (REPLY.test(text) && !(window.event instanceof UIEvent)) {
      this.#connection?.reply(text);
    } else {
      this.type(withControl(text));
    }
  }

  #onConnected() {
    if (!this.ended) {
      this.change('connected', 'Connected');
    }
    this.#tellSize();
  }

  #onStdin(text) {
    if (text !== this.#stdin) {
      this.#stdin = text;
      this.onChange();
    }
  }

  #tellSize() {
    if (this.#showing && document.hasFocus()) {
      this.#connection?.resize(this.screen.size);
    }
  }

  #write(data, done) {
    this.screen.xterm.write(data, done);
    this.#writeEnd();
  }

  #hear({ type, ...message }) {
    if (type === 'size' && !(this.#showing && document.hasFocus())) {
      this.screen.resize(message);
    } else if (type === 'status' && !this.ended) {
      this.title = message.title ?? '';
      this.busy = message.busy;
      this.exitCode = message.lastExitCode;
    } else if (type === 'end') {
      const { exitCode, message: reason } = message;
      this.#end = message;
      this.busy = false;
      this.exitCode = exitCode;
      this.state = reason === null ? 'ended' : 'lost';
      this.text = reason ?? `Ended with exit code ${exitCode}`;
      this.#writeEnd();
    }
    this.onChange();
  }

  // The last word comes after all output, of which a terminal that is not seen has none yet
  #writeEnd() {
    if (this.#end && this.#connection.received >= this.#end.offset) {
      this.#end = null;
      this.screen.note(this.text);
    }
  }

  #reject(code) {
    this.rejected = code === TOO_MANY_PAGES;
    this.#lose(this.rejected ? 'Too many windows show this terminal.' : NO_SUCH_TERMINAL);
  }

  #lose(text) {
    this.busy = false;
    this.change('lost', text);
    this.screen.note(text);
  }

}
