import { csrfHeader } from './csrf.js';

const REFRESH_MILLIS = 15_000;

const element = (id) => document.getElementById(id);
const duration = (millis) => (millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`);

async function request(path, options = {}) {
  const response = await fetch(path, {
    ...options,
    headers: { Accept: 'application/json, application/x-ndjson', ...csrfHeader(), ...options.headers },
  });
  if (response.redirected) {
    // Logged out meanwhile
    location.reload();
  }
  return response;
}

let running = null;

async function run(language, command) {
  running = new AbortController();
  element('run').disabled = true;
  element('stop').hidden = false;
  element('command-output').hidden = true;
  showCommand('running', 'Starting');
  try {
    const response = await request(`commands/${language}`, {
      method: 'POST', body: command, headers: { 'Content-Type': 'text/plain' }, signal: running.signal,
    });
    if (!response.ok) {
      throw new Error(`The server answered ${response.status}`);
    }
    await readLines(response.body, (line) => show(JSON.parse(line)));
  } catch (error) {
    showCommand('failed', running.signal.aborted ? 'Stopped' : error.message);
  } finally {
    running = null;
    element('run').disabled = false;
    element('stop').hidden = true;
    refresh();
  }
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
    element('command-output').textContent = output || '(no output)';
    element('command-output').hidden = false;
  }
}

function showCommand(status, text) {
  element('command-status').dataset.status = status;
  // Read aloud how it ends, not every half second that it runs
  element('command-status').setAttribute('aria-busy', status === 'running');
  element('command-status').textContent = text;
}

async function refresh() {
  await Promise.allSettled([refreshHealth(), refreshTimer()]);
}

async function refreshHealth() {
  try {
    const { status, components } = await (await request('actuator/health')).json();
    const details = components?.miosa?.details ?? {};
    showHealth(status === 'UP' ? 'good' : 'bad', `Health: ${status.toLowerCase().replaceAll('_', ' ')}`);
    showRows('health-details', [['State', details.status ?? 'unknown'], ['Answered in', details.latency ?? '–']]);
  } catch {
    showHealth('bad', 'Health: no answer');
  }
}

function showHealth(status, text) {
  element('health').dataset.status = status;
  element('health').textContent = text;
}

async function refreshTimer() {
  const kinds = { bash: 'bash', python: 'python', spawn: 'Terminals ended' };
  const rows = Object.entries(kinds).map(async ([kind, name]) => [name, await timer(kind)]);
  showRows('timer', await Promise.all(rows));
}

async function timer(kind) {
  const response = await request(`actuator/metrics/miosa.exec?tag=kind:${kind}`);
  const values = response.ok ? (await response.json()).measurements : [];
  const value = (statistic) => values.find((each) => each.statistic === statistic)?.value ?? 0;
  const count = value('COUNT');
  return count ? `${count} in ${duration((value('TOTAL_TIME') / count) * 1000)} on average` : 'none yet';
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

refresh();
setInterval(refresh, REFRESH_MILLIS);
