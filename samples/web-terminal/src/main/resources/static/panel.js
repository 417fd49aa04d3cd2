import { render } from './ansi.js';
import { request } from './http.js';
import { onStatus } from './status.js';

const element = (id) => document.getElementById(id);
const duration = (millis) => (millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`);

let running = null;

async function run(language, command) {
  running = new AbortController();
  swap('run', 'stop');
  element('command-output').hidden = true;
  showCommand('running', 'Starting');
  try {
    const response = await request(`commands/${language}`, {
      method: 'POST', body: command, headers: { 'Content-Type': 'text/plain' }, signal: running.signal,
    });
    if (!response.ok) {
      throw new Error(`The server answered ${response.status}.`);
    }
    await readLines(response.body, (line) => show(JSON.parse(line)));
  } catch (error) {
    showCommand('failed', running.signal.aborted ? 'Stopped' : sentence(error));
  } finally {
    running = null;
    swap('stop', 'run');
  }
}

// The focus moves along, or it would fall to the page
function swap(from, to) {
  const focused = document.activeElement === element(from);
  element(to).hidden = false;
  if (focused) {
    element(to).focus();
  }
  element(from).hidden = true;
}

async function readLines(body, onLine) {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    lines.filter((line) => line).forEach(onLine);
  }
}

function show({ state, milliseconds, exitCode, output, message }) {
  if (state === 'RUNNING') {
    showCommand('running', `Running for ${duration(milliseconds)}`);
  } else if (state === 'FAILED') {
    showCommand('failed', message);
  } else {
    showCommand(exitCode === 0 ? 'good' : 'bad', `Exit code ${exitCode} after ${duration(milliseconds)}`);
    element('command-output').replaceChildren(render(output || '(no output)'));
    element('command-output').hidden = false;
  }
}

function showCommand(status, text) {
  element('command-status').dataset.status = status;
  // Read aloud how it ends, not every half second that it runs
  element('command-status').setAttribute('aria-busy', status === 'running');
  element('command-status').textContent = text;
}

// The browser's own errors are of the connection, and their texts are for developers
const sentence = (error) => (error instanceof TypeError ? 'The server cannot be reached.' : error.message);

function showStatus({ computer: { health, status, latency }, calls }) {
  if (health) {
    showHealth(health === 'UP' ? 'good' : 'bad', health.toLowerCase().replaceAll('_', ' '));
    showRows('health-details', [['State', status ?? 'unknown'], ['Answered in', latency ?? '–']]);
  }
  const names = { bash: 'bash', python: 'python', spawn: 'Terminals ended' };
  showRows('timer', calls.map(({ kind, count, mean }) => (
    [names[kind], count ? `${count} in ${duration(mean)} on average` : 'none yet']
  )));
}

function showHealth(status, text) {
  element('health').dataset.status = status;
  element('health').lastElementChild.textContent = text;
}

function showRows(id, rows) {
  element(id).replaceChildren(...rows.map(([name, value]) => {
    const row = document.createElement('div');
    row.append(document.createElement('dt'), document.createElement('dd'));
    row.firstChild.textContent = name;
    row.lastChild.textContent = value;
    return row;
  }));
}

element('command-form').addEventListener('submit', (event) => {
  event.preventDefault();
  if (!running) {
    run(new FormData(event.target).get('language'), element('command').value);
  }
});
element('command').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    element('command-form').requestSubmit();
  }
});
element('stop').addEventListener('click', () => running?.abort());
element('logout').addEventListener('click', async () => {
  await request('logout', { method: 'POST' }).catch(() => {});
  location.assign('login.html');
});

element('show-panel').addEventListener('click', () => {
  const shown = document.body.classList.toggle('panel-shown');
  element('show-panel').setAttribute('aria-pressed', shown);
});

onStatus('status', showStatus);
onStatus('broken', () => showHealth('bad', 'no answer'));
