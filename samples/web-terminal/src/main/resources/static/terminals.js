import { FitAddon } from './xterm/addon-fit.js';
import { Terminal } from './xterm/xterm.js';

// The server keeps no more stdin waiting than this
const STDIN_WINDOW = 64 * 1024;
const STDIN_PIECE = 16 * 1024;
const ALIVE_MILLIS = 30_000;
const INTERRUPT = '\x03';

const LIGHT = {
  background: '#ffffff', foreground: '#24303b', cursor: '#17685f', cursorAccent: '#ffffff',
  selectionBackground: '#c9e2de', black: '#24303b', red: '#b3383f', green: '#2c7a3f', yellow: '#8a6100',
  blue: '#2561a8', magenta: '#8a4196', cyan: '#17737f', white: '#66727f', brightBlack: '#5d6975',
  brightRed: '#c9434b', brightGreen: '#318a48', brightYellow: '#9a6d00', brightBlue: '#2f6fbe',
  brightMagenta: '#9b4ca8', brightCyan: '#1a828f', brightWhite: '#24303b',
};
const DARK = {
  background: '#141a20', foreground: '#d8dfe6', cursor: '#6cc7b9', cursorAccent: '#141a20',
  selectionBackground: '#2f4a4b', black: '#39444f', red: '#ef8a8a', green: '#8ccf95', yellow: '#e0bd74',
  blue: '#86b6ee', magenta: '#cfa0dc', cyan: '#7cc9d3', white: '#c3ccd5', brightBlack: '#8793a0',
  brightRed: '#f5a3a3', brightGreen: '#a5dcac', brightYellow: '#ead092', brightBlue: '#a4c8f3',
  brightMagenta: '#dcb7e6', brightCyan: '#9bd8e0', brightWhite: '#f1f4f7',
};

const dark = matchMedia('(prefers-color-scheme: dark)');
const theme = () => (dark.matches ? DARK : LIGHT);
const encoder = new TextEncoder();
const element = (id) => document.getElementById(id);

/** One terminal: its screen, its tab and its connection to the server. */
class WebTerminal {

  #fit = new FitAddon();
  #socket = null;
  #stdin = [];
  #stdinOnItsWay = 0;

  constructor(number, onChange) {
    this.name = `Terminal ${number}`;
    this.state = 'connecting';
    this.text = 'Connecting';
    this.onChange = onChange;
    this.screen = document.createElement('div');
    this.screen.className = 'screen';
    this.xterm = new Terminal({
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: 14, lineHeight: 1.15, cursorBlink: true, minimumContrastRatio: 4.5, scrollback: 5000,
      theme: theme(),
    });
    this.xterm.loadAddon(this.#fit);
    this.xterm.onData((text) => this.#type(encoder.encode(text), text === INTERRUPT));
    this.xterm.onBinary((bytes) => this.#type(Uint8Array.from(bytes, (each) => each.charCodeAt(0))));
    this.xterm.onResize(() => {
      this.#tell({ type: 'resize', ...this.#size() });
      this.onChange();
    });
    this.xterm.attachCustomKeyEventHandler((event) => this.#stays(event));
  }

  /** Shows the terminal for the first time, which gives it its size. */
  start() {
    this.xterm.open(this.screen);
    this.fit();
    this.connect();
  }

  connect() {
    this.#stdin = [];
    this.#stdinOnItsWay = 0;
    this.xterm.reset();
    this.#change('connecting', 'Connecting');
    const socket = new WebSocket(new URL('terminal', location.href.replace(/^http/, 'ws')));
    socket.binaryType = 'arraybuffer';
    const alive = setInterval(() => this.#tell({ type: 'alive' }), ALIVE_MILLIS);
    socket.onopen = () => {
      this.#change('connected', 'Connected');
      this.#tell({ type: 'open', ...this.#size() });
      this.#sendStdin();
    };
    socket.onmessage = ({ data }) => (typeof data === 'string' ? this.#hear(JSON.parse(data)) : this.#show(data));
    socket.onclose = () => {
      clearInterval(alive);
      if (this.state !== 'ended') {
        this.#end('The connection was lost: the exit code is not known');
      }
    };
    this.#socket = socket;
  }

  close() {
    this.#socket.onclose = null;
    this.#socket.close();
    this.xterm.dispose();
    this.screen.remove();
  }

  fit() {
    this.#fit.fit();
  }

  #show(data) {
    // Called back once the text is on the screen: only then the server may send more
    this.xterm.write(new Uint8Array(data), () => this.#tell({ type: 'shown', bytes: data.byteLength }));
  }

  #hear(message) {
    if (message.type === 'taken') {
      this.#stdinOnItsWay -= message.bytes;
      this.#sendStdin();
    } else if (message.type === 'exit') {
      this.#end(`Ended with exit code ${message.code}`);
    } else if (message.type === 'lost') {
      this.#end(message.message);
    }
  }

  #type(bytes, interrupt = false) {
    if (this.state === 'ended') {
      return;
    }
    if (interrupt) {
      this.#stdin = [];
    }
    for (let i = 0; i < bytes.length; i += STDIN_PIECE) {
      this.#stdin.push(bytes.subarray(i, i + STDIN_PIECE));
    }
    this.#sendStdin();
  }

  #sendStdin() {
    while (this.#isOpen() && this.#stdin.length && this.#stdinOnItsWay + this.#stdin[0].length <= STDIN_WINDOW) {
      const piece = this.#stdin.shift();
      this.#stdinOnItsWay += piece.length;
      this.#socket.send(piece);
    }
  }

  #tell(message) {
    if (this.#isOpen()) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  #isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #size() {
    return { columns: this.xterm.cols, rows: this.xterm.rows };
  }

  #end(text) {
    this.#change('ended', text);
    this.xterm.write(`\r\n\x1b[3m${text}\x1b[0m\r\n\x1b[?25l`);
  }

  #change(state, text) {
    this.state = state;
    this.text = text;
    this.onChange();
  }

  #stays(event) {
    if (event.key !== 'F6') {
      return true;
    }
    if (event.type === 'keydown') {
      event.preventDefault();
      element(event.shiftKey ? 'new-terminal' : 'command').focus();
    }
    return false;
  }

}

const terminals = [];
let active = null;
let count = 0;

function open() {
  const terminal = new WebTerminal(++count, update);
  terminals.push(terminal);
  terminal.tab = tab(terminal);
  element('tabs').append(terminal.tab);
  element('screens').append(terminal.screen);
  activate(terminal);
  terminal.start();
  terminal.xterm.focus();
}

function close(terminal) {
  const index = terminals.indexOf(terminal);
  terminals.splice(index, 1);
  terminal.close();
  terminal.tab.remove();
  if (!terminals.length) {
    open();
  } else if (terminal === active) {
    activate(terminals[Math.max(index - 1, 0)]);
    active.fit();
  }
  active.xterm.focus();
}

function activate(terminal) {
  active = terminal;
  for (const each of terminals) {
    each.screen.hidden = each !== terminal;
  }
  update();
}

function button(label, onClick) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.addEventListener('click', onClick);
  return button;
}

function tab(terminal) {
  const item = document.createElement('li');
  const select = button(terminal.name, () => {
    activate(terminal);
    terminal.fit();
    terminal.xterm.focus();
  });
  const end = button('×', () => close(terminal));
  end.className = 'close';
  end.setAttribute('aria-label', `Close ${terminal.name}`);
  item.append(select, end);
  return item;
}

function update() {
  for (const each of terminals) {
    each.tab.firstChild.dataset.state = each.state;
    each.tab.firstChild.setAttribute('aria-current', each === active);
  }
  element('state').textContent = `${active.text} · ${active.xterm.cols} × ${active.xterm.rows}`;
  element('reconnect').hidden = active.state !== 'ended';
}

element('new-terminal').addEventListener('click', open);
element('reconnect').addEventListener('click', () => {
  active.connect();
  active.xterm.focus();
});
dark.addEventListener('change', () => terminals.forEach((each) => {
  each.xterm.options.theme = theme();
}));
new ResizeObserver(() => active.fit()).observe(element('screens'));
open();
