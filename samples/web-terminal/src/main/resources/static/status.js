import { leave } from './http.js';
import { ReconnectingSocket } from './socket.js';

const listeners = {};

/** Calls the listener with each message of a type, and with 'broken' while the server cannot be reached. */
export const onStatus = (type, listener) => {
  listeners[type] = listener;
};

const tell = (message) => listeners[message.type]?.(message);

new ReconnectingSocket('status', {
  onOpen: () => {},
  onMessage: (data) => tell(JSON.parse(data)),
  onBreak: () => tell({ type: 'broken' }),
  onFinal: leave,
});
