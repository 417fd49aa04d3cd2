import { send } from './http.js';

const ALIVE_MILLIS = 30_000;
const FIRST_DELAY_MILLIS = 300;
const MAX_DELAY_MILLIS = 10_000;

// Codes of the server's own, from 4000 on, say that it is no use to try again
const isFinal = (code) => code >= 4000;

/** A WebSocket that connects again whenever it breaks, until it is closed or the server says no. */
export class ReconnectingSocket {

  #socket = null;
  #failures = 0;
  #retry = null;
  #alive = null;
  #closed = false;

  /** handler: onOpen(), onMessage(data), onBreak(), onFinal(code), where code is 'login' after a log-out. */
  constructor(path, handler) {
    this.path = path;
    this.handler = handler;
    this.hurry = () => this.#hurry();
    addEventListener('online', this.hurry);
    document.addEventListener('visibilitychange', this.hurry);
    this.#connect();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  send(data) {
    if (this.isOpen) {
      this.#socket.send(data);
    }
  }

  tell(message) {
    this.send(JSON.stringify(message));
  }

  close() {
    this.#closed = true;
    removeEventListener('online', this.hurry);
    document.removeEventListener('visibilitychange', this.hurry);
    clearTimeout(this.#retry);
    clearInterval(this.#alive);
    this.#socket.close();
  }

  #connect() {
    const socket = new WebSocket(new URL(this.path, location.href.replace(/^http/, 'ws')));
    this.#socket = socket;
    // A socket that was given up has no say any more, however late it closes
    const current = (action) => (event) => {
      if (socket === this.#socket && !this.#closed) {
        action(event);
      }
    };
    socket.binaryType = 'arraybuffer';
    socket.onopen = current(() => {
      this.#failures = 0;
      this.#alive = setInterval(() => this.tell({ type: 'alive' }), ALIVE_MILLIS);
      this.handler.onOpen();
    });
    socket.onmessage = current(({ data }) => this.handler.onMessage(data));
    socket.onclose = current(({ code }) => this.#broken(code));
  }

  async #broken(code) {
    clearInterval(this.#alive);
    if (isFinal(code)) {
      this.#end(code);
      return;
    }
    this.handler.onBreak();
    if (await isLoggedOut()) {
      this.#end('login');
      return;
    }
    if (!this.#closed) {
      const delay = Math.min(FIRST_DELAY_MILLIS * 2 ** this.#failures++, MAX_DELAY_MILLIS);
      this.#retry = setTimeout(() => this.#reconnect(), delay * (0.5 + Math.random() / 2));
    }
  }

  #end(code) {
    this.close();
    this.handler.onFinal(code);
  }

  #reconnect() {
    this.#retry = null;
    this.#connect();
  }

  #hurry() {
    if (this.#retry && document.visibilityState === 'visible') {
      clearTimeout(this.#retry);
      this.#reconnect();
    }
  }

}

const isLoggedOut = () => send('terminals', { method: 'HEAD' }).then((response) => response.redirected, () => false);
