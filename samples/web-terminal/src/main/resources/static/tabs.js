import { ask } from './dialog.js';
import { handleKeys } from './input.js';
import { JobTab } from './job.js';
import { handleJobs } from './jobs.js';
import { loggedIn } from './login.js';
import { handleSearch } from './search.js';
import { request, sentence } from './server.js';
import { Shell } from './shell.js';

const REFRESH_MILLIS = 5000;
const COMPUTER_MILLIS = 15_000;
const ACTIVE = 'web-terminal.active';
const MARKS = {
  connecting: ['…', 'connecting'], lost: ['⚠', 'lost'], ended: ['■', 'ended'], busy: ['▶', 'running'],
  bad: ['✗', 'failed'], good: ['', ''],
};

const element = (id) => document.getElementById(id);

const tabs = [];
let active = null;
// Counts the changes to the tabs here: a list of terminals that was requested before a change is out of date
let changes = 0;

const shells = () => tabs.filter((tab) => tab instanceof Shell);

function add(tab) {
  changes++;
  tab.item = element('tab').content.firstElementChild.cloneNode(true);
  const [choose, end] = tab.item.children;
  choose.addEventListener('click', () => select(tab));
  end.addEventListener('click', () => close(tab));
  tabs.push(tab);
  element('tabs').append(tab.item);
  element('screens').append(tab.screen.element);
  return tab;
}

function addShell() {
  const number = 1 + Math.max(0, ...shells().map((each) => each.number));
  return add(new Shell({ number, onChange: update, onKey: stays }));
}

async function openNew() {
  const shell = addShell();
  select(shell);
  await shell.open();
  changes++;
}

function follow({ id, command }) {
  const known = tabs.find((tab) => tab instanceof JobTab && tab.id === id);
  select(known ?? add(new JobTab({ id, command, onChange: update, onKey: stays })));
}

/** Shows the terminals that the server has, which may have been opened and ended in other windows. */
async function refresh() {
  const before = changes;
  // The terminals themselves say that the server cannot be reached
  const known = await request('terminals').then((response) => response.json(), () => null);
  if (known) {
    loggedIn();
  }
  if (!known || before !== changes || tabs.some((tab) => tab.opening)) {
    return;
  }
  known.filter(({ id }) => !shells().some((shell) => shell.id === id)).forEach((each) => addShell().attach(each));
  shells().filter((shell) => shell.state === 'ended' && shell !== active && !known.some(({ id }) => id === shell.id))
    .forEach(drop);
  if (!tabs.length) {
    openNew();
  } else if (!active) {
    select(tabs.find((tab) => tab.id === sessionStorage.getItem(ACTIVE)) ?? tabs[0]);
  }
}

async function refreshComputer() {
  if (document.visibilityState === 'visible' && !element('login').open) {
    const text = await request('computer').then((response) => response.json())
      .then(({ state }) => `Computer ${state.toLowerCase()}`, sentence);
    element('computer').textContent = text;
    element('computer').dataset.state = text === 'Computer running' ? 'good' : 'bad';
  }
}

function drop(tab) {
  changes++;
  const index = tabs.indexOf(tab);
  tabs.splice(index, 1);
  tab.item.remove();
  tab.dispose();
  if (!tabs.length) {
    active = null;
    openNew();
  } else if (tab === active) {
    select(tabs[Math.max(index - 1, 0)]);
  }
}

async function close(tab) {
  if (!(tab instanceof Shell && tab.busy) || await ask('A command is running. End it?', tab.name, 'End it')) {
    await tab.close().then(() => drop(tab), (error) => ask(`${tab.name} was not closed.`, sentence(error), 'OK'));
  }
}

function select(tab) {
  active = tab;
  tabs.forEach((each) => each.screen.activate(each === tab));
  show();
  // Its notice may leave another size than that of the tab before
  update();
  tab.fit();
  tab.screen.xterm.focus();
  tab.item.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

const show = () => tabs.forEach((each) => each.show(each === active && document.visibilityState === 'visible'));

function update() {
  for (const { item, name, look } of tabs) {
    const [choose, end] = item.children;
    const [sign, word] = MARKS[look];
    choose.textContent = sign ? `${sign} ${name}` : name;
    choose.title = word ? `${name}: ${word}` : name;
    choose.dataset.state = look;
    choose.setAttribute('aria-current', item === active?.item);
    end.setAttribute('aria-label', `Close ${name}`);
  }
  if (active) {
    const { notice, action } = active;
    element('state').textContent = notice.text;
    element('bar').dataset.kind = notice.kind;
    const { buffer, rows } = active.screen.xterm;
    element('bar').dataset.over = active.ended || action ? '' : buffer.active.cursorY < rows / 2 ? 'bottom' : 'top';
    element('action').hidden = !action;
    element('action').textContent = action?.label ?? '';
    document.title = `${active.name} · MIOSA web terminal`;
    sessionStorage.setItem(ACTIVE, active.id);
  }
}

// Returns whether a key belongs to the terminal, where Tab and F6 belong to the shell
function stays({ type, ctrlKey, shiftKey, code }) {
  const action = ctrlKey && {
    F6: () => active.item.firstElementChild.focus(),
    KeyF: shiftKey && (() => element('find').click()),
    // The browser pastes by itself
    KeyV: () => {},
  }[code];
  if (action && type === 'keydown') {
    action();
  }
  return !action;
}

element('new-terminal').addEventListener('click', openNew);
element('action').addEventListener('click', () => {
  changes++;
  active.action.run();
  active.screen.xterm.focus();
});
element('copy-text').addEventListener('click', () => active.screen.offerText());
element('logout').addEventListener('click', async () => {
  const busy = shells().filter((tab) => tab.busy).length;
  const detail = `This ends your terminals${busy ? `, ${busy} of which run a command` : ''}. Jobs continue.`;
  if (await ask('Log out of all windows?', detail, 'Log out')) {
    await request('logout', { method: 'POST' }).then(refresh, (error) => ask('You are still logged in.', sentence(error), 'OK'));
  }
});
document.addEventListener('visibilitychange', show);
addEventListener('focus', () => active?.fit());
addEventListener('logged-in', () => { refresh(); refreshComputer(); });
new ResizeObserver(() => active?.fit()).observe(element('screens'));
handleKeys(() => active.screen, (text) => active.type(text));
handleSearch(() => active.screen);
handleJobs(follow);
setInterval(refresh, REFRESH_MILLIS);
setInterval(refreshComputer, COMPUTER_MILLIS);
await refresh();
refreshComputer();
