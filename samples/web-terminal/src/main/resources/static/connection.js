import { ReconnectingSocket } from './socket.js';

// The server keeps no more stdin waiting than this
const STDIN_WINDOW = 64 * 1024;
const STDIN_PIECE = 16 * 1024;
const STDIN_QUEUE = 1024 * 1024;
const STDIN_PATIENCE_MILLIS = 2000;
// Half of this may be unsaid while the server still sends
const SHOWN_STEP = 32 * 1024;
const INTERRUPT = '\x03';

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
  #received = 0;
  #shown = 0;
  #told = 0;
  #replayUntil = 0;
  #showing = false;
  #synced = false;

  /** view: write(data, done), hear(message), onConnected(), onBroken(), onFinal(code), onStdin(text) */
  constructor(id, view) {
    this.view = view;
    this.#socket = new ReconnectingSocket(`terminal?id=${id}&page=${page}`, {
      onOpen: () => this.#opened(),
      onMessage: (data) => (typeof data === 'string' ? this.#hear(JSON.parse(data)) : this.#receive(data)),
      onBreak: () => this.#broken(),
      onFinal: (code) => this.#final(code),
    });
  }

  close() {
    clearTimeout(this.#impatient);
    this.#socket.close();
  }

  /** Nothing is sent to a terminal that nobody sees; the server keeps it for later. */
  show(showing) {
    if (this.#showing !== showing) {
      this.#showing = showing;
      this.#tellShowing();
    }
  }

  resize(size) {
    this.#socket.tell({ type: 'resize', ...size });
  }

  type(text) {
    if (text === INTERRUPT) {
      this.#queue = this.#queue.filter(({ end }) => end <= this.#sent);
      this.#typed = this.#queue.at(-1)?.end ?? this.#taken;
    }
    this.typeBytes(encoder.encode(text));
  }

  /** Sends stdin, or keeps it until it can be sent. */
  typeBytes(bytes) {
    if (this.#typed - this.#taken + bytes.length > STDIN_QUEUE) {
      this.view.onStdin('Too much input is waiting. The last input was not sent.');
      return;
    }
    for (let i = 0; i < bytes.length; i += STDIN_PIECE) {
      const piece = bytes.subarray(i, i + STDIN_PIECE);
      this.#typed += piece.length;
      this.#queue.push({ piece, end: this.#typed });
    }
    this.#sendStdin();
  }

  /** What the screen answers to a program. A replay asks again what has long been answered. */
  reply(text) {
    if (this.#shown >= this.#replayUntil) {
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
    if (!this.#showing) {
      this.#socket.tell({ type: 'hide' });
    } else if (this.#synced) {
      this.#socket.tell({ type: 'show' });
    } else {
      this.#synced = this.#socket.isOpen;
      this.#socket.tell({ type: 'show', offset: this.#received });
    }
  }

  #broken() {
    this.#ready = false;
    this.#calmDown();
    this.view.onBroken();
  }

  #final(code) {
    clearTimeout(this.#impatient);
    this.view.onFinal(code);
  }

  #hear(message) {
    if (message.type === 'stdin') {
      this.#hearStdin(message);
    } else if (message.type === 'sync') {
      this.#received = message.from;
      this.#replayUntil = message.to;
      if (message.restore) {
        this.view.write(message.restore);
      }
    } else if (message.type !== 'alive') {
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
    this.view.onStdin('');
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
    this.view.onStdin('Your last input has not been taken yet.');
    this.#socket.probe();
  }

  #receive(data) {
    this.#received += data.byteLength;
    const offset = this.#received;
    // Called back once the text is on the screen: only then may the server send more
    this.view.write(new Uint8Array(data), () => this.#onShown(offset));
  }

  #onShown(offset) {
    this.#shown = offset;
    if (offset - this.#told >= SHOWN_STEP || offset === this.#received) {
      this.#told = offset;
      this.#socket.tell({ type: 'shown', offset });
    }
  }

}
