import { ReconnectingSocket } from './socket.js';

// The server keeps no more stdin waiting than this
const STDIN_WINDOW = 64 * 1024;
const STDIN_PIECE = 16 * 1024;
// Half of this may be unsaid while the server still sends
const SHOWN_STEP = 32 * 1024;
const INTERRUPT = '\x03';

const encoder = new TextEncoder();

/** The connection of one terminal to the server, with flow control in both directions. */
export class TerminalConnection {

  #socket;
  #stdin = [];
  #stdinOnItsWay = 0;
  #received = 0;
  #shown = 0;
  #told = 0;
  #replayUntil = 0;
  #showing = false;
  #synced = false;

  /** view: write(data, done), onConnected(), onReconnecting(), onFinal(code), onInputLost(), and hear(message). */
  constructor(id, view) {
    this.view = view;
    this.#socket = new ReconnectingSocket(`terminal?id=${encodeURIComponent(id)}`, {
      onOpen: () => this.#opened(),
      onMessage: (data) => (typeof data === 'string' ? this.#hear(JSON.parse(data)) : this.#receive(data)),
      onBreak: () => this.#broken(),
      onFinal: (code) => view.onFinal(code),
    });
  }

  close() {
    this.#socket.close();
  }

  /** Nothing is sent to a terminal that nobody sees; the server keeps it for later. */
  show(showing) {
    if (this.#showing !== showing) {
      this.#showing = showing;
      this.#tellShowing();
    }
  }

  resize(columns, rows) {
    this.#socket.tell({ type: 'resize', columns, rows });
  }

  type(text) {
    if (text === INTERRUPT) {
      this.#stdin = [];
    }
    this.typeBytes(encoder.encode(text));
  }

  typeBytes(bytes) {
    if (this.#socket.isOpen) {
      for (let i = 0; i < bytes.length; i += STDIN_PIECE) {
        this.#stdin.push(bytes.subarray(i, i + STDIN_PIECE));
      }
      this.#sendStdin();
    }
  }

  /** What the screen answers to a program. A replay asks again what has long been answered. */
  reply(text) {
    if (this.#shown >= this.#replayUntil && this.#socket.isOpen) {
      this.#stdinOnItsWay += encoder.encode(text).length;
      this.#socket.tell({ type: 'reply', data: text });
    }
  }

  get received() {
    return this.#received;
  }

  #opened() {
    this.#synced = false;
    this.#tellShowing();
    this.view.onConnected();
  }

  #tellShowing() {
    if (this.#showing && !this.#synced) {
      this.#synced = true;
      this.#socket.tell({ type: 'showFrom', offset: this.#received });
    } else {
      this.#socket.tell({ type: this.#showing ? 'show' : 'hide' });
    }
  }

  #broken() {
    // Whether it arrived is not known, and what arrives twice may run twice
    if (this.#stdin.length || this.#stdinOnItsWay) {
      this.view.onInputLost();
    }
    this.#stdin = [];
    this.#stdinOnItsWay = 0;
    this.view.onReconnecting();
  }

  #hear(message) {
    if (message.type === 'taken') {
      this.#stdinOnItsWay -= message.bytes;
      this.#sendStdin();
    } else if (message.type === 'sync') {
      this.#received = message.from;
      this.#replayUntil = message.to;
      if (message.restore) {
        this.view.write(message.restore);
      }
    } else {
      this.view.hear(message);
    }
  }

  #receive(data) {
    this.#received += data.byteLength;
    const offset = this.#received;
    // Called back once the text is on the screen: only then the server may send more
    this.view.write(new Uint8Array(data), () => this.#onShown(offset));
  }

  #onShown(offset) {
    this.#shown = offset;
    if (offset - this.#told >= SHOWN_STEP || offset === this.#received) {
      this.#told = offset;
      this.#socket.tell({ type: 'shown', offset });
    }
  }

  #sendStdin() {
    while (this.#stdin.length && this.#stdinOnItsWay + this.#stdin[0].length <= STDIN_WINDOW) {
      const piece = this.#stdin.shift();
      this.#stdinOnItsWay += piece.length;
      this.#socket.send(piece);
    }
  }

}
