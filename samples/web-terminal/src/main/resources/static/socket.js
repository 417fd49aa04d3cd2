const ALIVE_MILLIS = 20_000;
const ANSWER_MILLIS = 10_000;
const FIRST_DELAY_MILLIS = 300;
const MAX_DELAY_MILLIS = 10_000;

// A close code from 4000 on means that reconnecting is useless
const isFinal = (code) => code >= 4000;

/** A WebSocket that connects again whenever it breaks, until it is closed or the server rejects it. */
export class ReconnectingSocket {

  #socket = null;
  #failures = 0;
  #retry = null;
  #alive = null;
  #answer = null;
  #listening = new AbortController();

  /** path() gives the path of each connection. handler: onOpen(), onMessage(data), onBreak(), onFinal() */
  constructor(path, handler) {
    this.path = path;
    this.handler = handler;
    const { signal } = this.#listening;
    addEventListener('offline', () => this.#broken(), { signal });
    ['online', 'logged-in', 'visibilitychange'].forEach((type) => (
      addEventListener(type, () => this.#hurry(), { signal })
    ));
    this.#connect();
  }

  send(data) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(data);
    }
  }

  tell(message) {
    this.send(JSON.stringify(message));
  }

  /** Asks whether the connection works: without an answer in time, it is replaced. */
  probe() {
    this.tell({ type: 'alive' });
    this.#answer ??= setTimeout(() => this.#broken(), ANSWER_MILLIS);
  }

  close() {
    this.#listening.abort();
    clearTimeout(this.#retry);
    this.#release();
  }

  #connect() {
    clearTimeout(this.#retry);
    const socket = new WebSocket(new URL(this.path(), location.href.replace(/^http/, 'ws')));
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#failures = 0;
      this.#alive = setInterval(() => this.probe(), ALIVE_MILLIS);
      this.handler.onOpen();
    };
    socket.onmessage = ({ data }) => {
      clearTimeout(this.#answer);
      this.#answer = null;
      this.handler.onMessage(data);
    };
    socket.onclose = ({ code }) => this.#broken(code);
    // A connection that is never established must not wait for the browser's own timeout
    this.#answer = setTimeout(() => this.#broken(), ANSWER_MILLIS);
  }

  #release() {
    clearInterval(this.#alive);
    clearTimeout(this.#answer);
    this.#answer = null;
    Object.assign(this.#socket ?? {}, { onopen: null, onmessage: null, onclose: null });
    this.#socket?.close();
    this.#socket = null;
  }

  #broken(code) {
    if (!this.#socket) {
      return;
    }
    this.#release();
    if (isFinal(code)) {
      this.close();
      this.handler.onFinal();
      return;
    }
    this.handler.onBreak();
    const delay = Math.min(FIRST_DELAY_MILLIS * 2 ** this.#failures++, MAX_DELAY_MILLIS);
    this.#retry = setTimeout(() => this.#connect(), delay * (0.5 + Math.random() / 2));
  }

  #hurry() {
    if (!this.#socket && document.visibilityState === 'visible') {
      this.#connect();
    }
  }

}
