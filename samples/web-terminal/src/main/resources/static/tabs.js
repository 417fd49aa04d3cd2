import { ask } from './dialog.js';
import { isLeaving, keepLoginWhileActive, request } from './http.js';
import { handleKeys } from './keys.js';
import { handleSearch } from './search.js';
import { handleSettings } from './settings.js';
import { onStatus } from './status.js';
import { WebTerminal } from './terminal.js';
import { onThemeChange } from './themes.js';

const element = (id) => document.getElementById(id);

const terminals = [];
let active = null;

function add() {
  const terminal = new WebTerminal({ onChange: update, onKey: stays });
  terminal.tab = tab(terminal);
  terminals.push(terminal);
  element('tabs').append(terminal.tab);
  element('screens').append(terminal.screen);
  return terminal;
}

function openNew() {
  const terminal = add();
  terminal.number = 1 + Math.max(0, ...terminals.map((each) => each.number));
  activate(terminal);
  open(terminal);
}

async function open(terminal) {
  terminal.xterm.focus();
  await terminal.open();
  refresh();
}

/** Shows the terminals that the server has, which may have been opened and closed in other windows. */
async function refresh() {
  const response = await request('terminals').catch(() => null);
  if (!response?.ok) {
    return;
  }
  const known = await response.json();
  // One that is being opened here may be among them under an id that is not known yet
  if (!terminals.some((terminal) => terminal.opening)) {
    known.filter(({ id }) => !terminals.some((terminal) => terminal.id === id)).forEach((each) => add().attach(each));
  }
  for (const each of terminals.filter((terminal) => terminal.ended && terminal !== active)) {
    if (each.id && !known.some(({ id }) => id === each.id)) {
      drop(each);
    }
  }
  if (!terminals.length) {
    openNew();
  } else if (!active) {
    select(terminals[0]);
  }
}

function drop(terminal) {
  const index = terminals.indexOf(terminal);
  terminals.splice(index, 1);
  terminal.tab.remove();
  terminal.dispose();
  if (!terminals.length) {
    active = null;
    openNew();
  } else if (terminal === active) {
    select(terminals[Math.max(index - 1, 0)]);
  }
}

async function close(terminal) {
  if (!terminal.busy || await ask('A command is running. End it?', terminal.name, 'End it')) {
    terminal.close();
    drop(terminal);
  }
}

function activate(terminal) {
  active = terminal;
  terminals.forEach((each) => each.activate(each === terminal));
  terminal.tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  update();
}

function select(terminal) {
  activate(terminal);
  terminal.fit();
  terminal.xterm.focus();
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
  const end = button('×', () => close(terminal));
  end.className = 'close';
  item.append(button('', () => select(terminal)), end);
  return item;
}

function update() {
  for (const each of terminals) {
    const [select, end] = each.tab.children;
    select.textContent = each.name;
    select.title = each.name;
    select.dataset.state = look(each);
    select.setAttribute('aria-current', each === active);
    end.setAttribute('aria-label', `Close ${each.name}`);
  }
  if (active) {
    element('state').textContent = `${active.text} · ${active.xterm.cols} × ${active.xterm.rows}`;
    element('new-shell').hidden = !active.ended;
    document.title = `${active.name} · MIOSA web terminal`;
  }
}

// The colour of the exit code: the shell's own, or that of its last command
function look(terminal) {
  if (terminal.state === 'connecting' || terminal.state === 'lost') {
    return terminal.state;
  }
  if (terminal.busy) {
    return 'busy';
  }
  return terminal.exitCode ? 'bad' : terminal.ended ? 'ended' : 'good';
}

// F6 leaves the terminal, in which Tab belongs to the shell
function stays(event) {
  if (event.key === 'F6') {
    if (event.type === 'keydown') {
      event.preventDefault();
      element(event.shiftKey ? 'new-terminal' : 'command').focus();
    }
    return false;
  }
  if (event.ctrlKey && event.shiftKey && event.code === 'KeyF') {
    if (event.type === 'keydown') {
      event.preventDefault();
      element('find').click();
    }
    return false;
  }
  // The browser pastes by itself
  return !(event.ctrlKey && event.shiftKey && event.code === 'KeyV');
}

element('new-terminal').addEventListener('click', openNew);
element('new-shell').addEventListener('click', () => open(active));
document.addEventListener('visibilitychange', () => active?.setShowing(document.visibilityState === 'visible'));
addEventListener('focus', () => active?.fit());
addEventListener('beforeunload', (event) => {
  if (!isLeaving() && terminals.some((each) => each.busy)) {
    event.preventDefault();
  }
});
onThemeChange(() => terminals.forEach((each) => each.configure()));
new ResizeObserver(() => {
  active?.fit();
  active?.tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}).observe(element('screens'));
handleSettings(() => terminals.forEach((each) => each.configure()));
handleKeys(() => active);
handleSearch(() => active);
keepLoginWhileActive();
onStatus('terminals', refresh);
