import { describe } from './job.js';
import { request, sentence } from './server.js';

const REFRESH_MILLIS = 3000;

const element = (id) => document.getElementById(id);
const drawer = element('jobs');
const list = element('job-list');

/** Handles the drawer with the user's jobs. follow(job) opens a job in a tab. */
export function handleJobs(follow) {
  element('show-jobs').addEventListener('click', () => toggle(drawer.hidden));
  element('close-jobs').addEventListener('click', () => toggle(false));
  drawer.addEventListener('keydown', ({ key }) => key === 'Escape' && toggle(false));
  element('job-form').addEventListener('submit', (event) => {
    event.preventDefault();
    follow({ id: crypto.randomUUID().slice(0, 18), command: element('command').value, isNew: true });
    element('command').value = '';
    setTimeout(refresh, REFRESH_MILLIS / 3);
  });
  element('command').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      element('job-form').requestSubmit();
    }
  });
  list.addEventListener('click', ({ target }) => act(target.closest('button'), follow));
  setInterval(() => drawer.hidden || refresh(), REFRESH_MILLIS);
}

function toggle(shown) {
  drawer.hidden = !shown;
  element('show-jobs').setAttribute('aria-expanded', shown);
  (shown ? element('command') : element('show-jobs')).focus();
  if (shown) {
    refresh();
  }
}

async function act(button, follow) {
  const { job, command, path, method } = button?.dataset ?? {};
  if (path) {
    button.disabled = true;
    await request(path, { method }).then(refresh, (error) => tell(sentence(error)));
  } else if (job) {
    follow({ id: job, command });
  }
}

async function refresh() {
  try {
    const jobs = await (await request('jobs')).json();
    const focused = document.activeElement?.dataset.key;
    list.replaceChildren(...jobs.map(row));
    list.querySelector(`[data-key="${focused}"]`)?.focus();
    tell(jobs.length ? '' : 'There are no jobs.');
  } catch (error) {
    tell(sentence(error));
  }
}

const tell = (text) => { element('jobs-message').textContent = text; };

function row({ id, command, status }) {
  const item = document.createElement('li');
  const [label, state] = [document.createElement('code'), document.createElement('span')];
  label.textContent = command || `started ${new Date(status.startedAt).toLocaleString()}`;
  state.textContent = describe(status);
  const end = status.state === 'RUNNING'
    ? { label: 'Stop', path: `jobs/${id}/stop`, method: 'POST' } : { label: 'Forget', path: `jobs/${id}`, method: 'DELETE' };
  item.append(label, state, button({ label: 'Follow', key: `${id} follow`, job: id, ...(command && { command }) }),
    button({ key: `${id} end`, ...end }));
  return item;
}

function button({ label, ...data }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  Object.assign(button.dataset, data);
  return button;
}
