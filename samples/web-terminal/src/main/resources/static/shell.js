import { TerminalConnection } from './connection.js';
import { withControl } from './input.js';
import { request, sentence } from './server.js';
import { Tab } from './tab.js';

// A cursor position, a device's attributes or a mode, a colour, a setting: what a program has asked the screen for
const REPLY = /^\x1b(\[[?>=]?[\d;]*(R|c|n|t|\$y)|\]|P)/;

/** A tab with a shell. */
export class Shell extends Tab {

  #connection = null;
  #early = '';
  #showing = false;

  constructor({ number, onChange, onKey }) {
    super(onChange, { onKey, onData: (text) => this.#onData(text) });
    Object.assign(this, { id: null, number, title: '', exitCode: null, opening: false });
  }

  get name() {
    return this.title || `Terminal ${this.number}`;
  }

  /** The state of the shell, or the outcome of its last command. */
  get look() {
    return this.state !== 'connected' ? this.state : this.busy ? 'busy' : this.exitCode ? 'bad' : 'good';
  }

  get notice() {
    const { columns, rows } = this.screen.size;
    const trouble = !this.ended && this.#connection?.trouble;
    return trouble ? { text: trouble, kind: 'lost' }
      : { text: this.text + (this.state === 'connected' ? ` · ${columns} × ${rows}` : ''), kind: this.state };
  }

  get action() {
    return this.ended ? { label: 'New shell', run: () => this.open() } : null;
  }

  /** Shows a terminal that the server has. */
  attach({ id, keepMillis }) {
    this.id = id;
    this.#connection = new TerminalConnection(id, {
      write: (data, done) => this.screen.xterm.write(data, done),
      hear: (state) => this.#hear(state),
      onConnected: () => this.#onConnected(),
      onBroken: () => this.#onBroken(keepMillis),
      onTrouble: () => this.onChange(),
      onFinal: () => this.#lose('A log-out or a restart of the server has ended the terminal.'),
    });
    this.#connection.show(this.#showing);
    this.#connection.type(this.#early);
    this.#early = '';
    this.change('connecting', 'Connecting…');
  }

  /** Opens a terminal on the server, in place of the one that has ended here. */
  async open() {
    if (this.ended) {
      this.screen.note(this.text);
    }
    this.opening = true;
    this.#connection?.close();
    this.#connection = null;
    this.change('connecting', 'Connecting…');
    this.fit();
    try {
      await this.close();
      const body = JSON.stringify(this.screen.size);
      const response = await request('terminals', { method: 'POST', type: 'application/json', body });
      this.attach(await response.json());
    } catch (error) {
      this.#lose(sentence(error));
    } finally {
      this.opening = false;
      this.onChange();
    }
  }

  /** Ends the terminal on the server. */
  async close() {
    if (this.id) {
      await request(`terminals/${this.id}`, { method: 'DELETE' });
    }
  }

  dispose() {
    this.#connection?.close();
    super.dispose();
  }

  /** A hidden terminal receives no output and costs nothing. */
  show(showing) {
    if (this.#showing !== showing) {
      this.#showing = showing;
      this.#connection?.show(showing);
    }
  }

  /** Fits the terminal on the server to this window if it is in use. */
  fit() {
    super.fit();
    this.#tellSize();
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

  // Keys can look like replies, so what is sent while the browser handles a key is not a reply
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

  #onBroken(keepMillis) {
    if (!this.ended) {
      const time = new Date(Date.now() + keepMillis).toLocaleTimeString([], { timeStyle: 'short' });
      this.change('connecting',
        `Reconnecting… What you type is sent afterwards. The terminal is kept until ${time}, or while a command runs`);
    }
  }

  get #inUse() {
    return this.#showing && document.hasFocus();
  }

  #tellSize() {
    if (this.#inUse) {
      this.#connection?.resize(this.screen.size);
    }
  }

  #hear({ size, shell: { title, busy, lastExitCode }, end }) {
    if (!this.#inUse) {
      this.screen.resize(size);
    }
    Object.assign(this, { title: title ?? '', busy: busy && !end, exitCode: lastExitCode });
    if (end && !this.ended) {
      this.state = end.message === null ? 'ended' : 'lost';
      this.text = end.message ?? `Ended with exit code ${end.exitCode}`;
    }
    this.onChange();
  }

  #lose(text) {
    if (!this.ended) {
      this.busy = false;
      this.change('lost', text);
    }
  }

}
