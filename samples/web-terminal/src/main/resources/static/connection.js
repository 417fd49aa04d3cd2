import { ReconnectingSocket } from './socket.js';

// The server keeps no more stdin waiting than this
const STDIN_WINDOW = 64 * 1024;
const STDIN_PIECE = 8 * 1024;
const STDIN_QUEUE = 1024 * 1024;
const STDIN_PATIENCE_MILLIS = 2000;
// A quarter of what the server sends beyond what was reported as shown
const SHOWN_STEP = 32 * 1024;

const page = crypto.randomUUID();
const encoder = new TextEncoder();

/** The connection of one terminal to the server (see docs/protocol.md), with flow control in both directions. */
export class TerminalConnection {

  #socket;
  #queue = [];
  #typed = 0;
  #sent = 0;
  #taken = 0;
  #ready = false;
  #impatient = null;
  #late = false;
  #full = false;
  #received = 0;
  #shown = 0;
  #told = 0;
  #replayUntil = 0;
  #showing = false;
  #leading = false;

  /** view: write(data, done), hear(state), onConnected(), onBroken(), onFinal(), onTrouble() */
  constructor(id, view) {
    this.view = view;
    this.#socket = new ReconnectingSocket(() => `terminal?id=${id}&page=${page}`, {
      onOpen: () => {
        this.show(this.#showing);
        view.onConnected();
      },
      onMessage: (data) => (typeof data === 'string' ? this.#hear(JSON.parse(data)) : this.#receive(data)),
      onBreak: () => this.#broken(),
      onFinal: () => view.onFinal(),
    });
  }

  /** The message about input that has not been sent. */
  get trouble() {
    return this.#full ? 'Too much input is waiting. The last input was not sent.'
      : this.#late ? 'Your last input has not been taken yet.' : '';
  }

  close() {
    clearTimeout(this.#impatient);
    this.#socket.close();
  }

  /** Nothing is sent to a hidden terminal; the server keeps the output for later. */
  show(showing) {
    this.#showing = showing;
    this.#socket.tell(showing ? { type: 'show', offset: this.#received } : { type: 'hide' });
  }

  resize(size) {
    this.#socket.tell({ type: 'resize', ...size });
  }

  /** Sends stdin, or keeps it until it can be sent. */
  type(text) {
    const bytes = encoder.encode(text);
    this.#full = this.#typed - this.#taken + bytes.length > STDIN_QUEUE;
    if (this.#full) {
      this.view.onTrouble();
      return;
    }
    for (let i = 0; i < bytes.length; i += STDIN_PIECE) {
      const piece = bytes.subarray(i, i + STDIN_PIECE);
      this.#typed += piece.length;
      this.#queue.push({ piece, end: this.#typed });
    }
    this.#sendStdin();
  }

  /** Sends a screen's reply to a program once, although all pages and each replay produce it. */
  reply(text) {
    if (this.#leading && this.#shown >= this.#replayUntil) {
      this.type(text);
    }
  }

  #broken() {
    this.#ready = false;
    this.#calmDown();
    this.view.onBroken();
  }

  #hear(message) {
    if (message.type === 'sync') {
      this.#received = message.from;
      this.#replayUntil = message.to;
      this.view.write(message.restore);
    } else {
      this.#leading = message.leading;
      this.#hearStdin(message);
      this.view.hear(message);
    }
  }

  #hearStdin({ received, taken }) {
    if (!this.#ready) {
      // After a break, what has not arrived is sent once more
      this.#ready = true;
      this.#sent = received;
      if (received < this.#taken) {
        this.#typed = received;
        this.#queue = [];
      }
    }
    this.#taken = taken;
    this.#queue = this.#queue.filter(({ end }) => end > taken);
    if (!this.#queue.length) {
      this.#calmDown();
    }
    this.#sendStdin();
  }

  #calmDown() {
    clearTimeout(this.#impatient);
    this.#impatient = null;
    this.#late = false;
  }

  #sendStdin() {
    for (const { piece, end } of this.#ready ? this.#queue : []) {
      this.#impatient ??= setTimeout(() => this.#complain(), STDIN_PATIENCE_MILLIS);
      if (end > this.#sent && end - this.#taken <= STDIN_WINDOW) {
        this.#sent = end;
        this.#socket.send(piece);
      }
    }
  }

  #complain() {
    this.#late = true;
    this.view.onTrouble();
    this.#socket.probe();
  }

  #receive(data) {
    this.#received += data.byteLength;
    const offset = this.#received;
    // Called back once the text is on the screen: only then may the server send more
    this.view.write(new Uint8Array(data), () => {
      this.#shown = offset;
      if (offset - this.#told >= SHOWN_STEP || offset === this.#received) {
        this.#told = offset;
        this.#socket.tell({ type: 'shown', offset });
      }
    });
  }

}
