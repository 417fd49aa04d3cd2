import { runCommand } from './commands.js';
import { leave, request } from './http.js';
import { followJob, forgetJob, startJob } from './jobs.js';
import { CommandOutput } from './output.js';
import { onStatus } from './status.js';

const element = (id) => document.getElementById(id);
const duration = (millis) => (millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`);

const output = new CommandOutput(element('command-output'));
let running = null;

function start(language, command) {
  output.clear();
  showCommand('running', 'Starting');
  if (language === 'job') {
    follow(startJob(command, show));
  } else {
    forgetJob();
    follow(runCommand(language, command, show));
  }
}

async function follow(command) {
  running = command;
  swap('run', 'stop');
  try {
    await command.ended;
  } catch (error) {
    showCommand('failed', sentence(error));
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

function show({ state, milliseconds, exitCode, output: text, message }) {
  if (text || state === 'FINISHED' && output.isEmpty) {
    output.append(text || '(no output)');
  }
  if (state === 'FINISHED') {
    showCommand(exitCode === 0 ? 'good' : 'bad', `Exit code ${exitCode} after ${duration(milliseconds)}`);
  } else {
    showCommand(state.toLowerCase(), message ?? `Running for ${duration(milliseconds)}`);
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
    start(new FormData(event.target).get('language'), element('command').value);
  }
});
element('command').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    element('command-form').requestSubmit();
  }
});
element('stop').addEventListener('click', () => running?.stop());
element('logout').addEventListener('click', async () => {
  await request('logout', { method: 'POST' }).catch(() => {});
  leave();
});

element('show-panel').addEventListener('click', () => {
  const shown = document.body.classList.toggle('panel-shown');
  element('show-panel').setAttribute('aria-pressed', shown);
});

onStatus('status', showStatus);
onStatus('broken', () => showHealth('bad', 'no answer'));

const former = followJob(show);
if (former) {
  showCommand('running', 'Looking for the job');
  follow(former);
}
