import { describe } from './job.js';
import { request, sentence } from './server.js';

const REFRESH_MILLIS = 3000;

const element = (id) => document.getElementById(id);
const drawer = element('jobs');
const list = element('job-list');

/** Handles the drawer with the user's jobs. follow({ id, command }) opens a job in a tab, or starts one there. */
export function handleJobs(follow) {
  const show = (job) => {
    toggle(false);
    follow(job);
  };
  element('show-jobs').addEventListener('click', () => toggle(drawer.hidden));
  element('close-jobs').addEventListener('click', () => toggle(false));
  drawer.addEventListener('keydown', ({ key }) => key === 'Escape' && toggle(false));
  element('job-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const command = element('command').value;
    element('command').value = '';
    show({ id: newId(command), command });
  });
  list.addEventListener('click', ({ target }) => {
    const { follow: id, path, method } = target.dataset;
    if (id) {
      show({ id });
    } else if (path) {
      target.disabled = true;
      request(path, { method }).then(refresh, (error) => tell(sentence(error)));
    }
  });
  setInterval(() => drawer.hidden || refresh(), REFRESH_MILLIS);
}

// The computer does not return the commands of jobs, so the id describes the job
const newId = (command) => (
  `${command.toLowerCase().match(/[a-z0-9]+/g)?.join('-').slice(0, 13) ?? 'job'}-${crypto.randomUUID().slice(0, 6)}`
);

function toggle(shown) {
  drawer.hidden = !shown;
  element('show-jobs').setAttribute('aria-expanded', shown);
  (shown ? element('command') : element('show-jobs')).focus();
  if (shown) {
    refresh();
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

function row({ id, status }) {
  const row = element('job-row').content.cloneNode(true);
  const [name, state, follow, end] = row.querySelectorAll('code, span, button');
  name.textContent = id;
  state.textContent = `${describe(status)} · started ${new Date(status.startedAt).toLocaleTimeString()}`;
  Object.assign(follow.dataset, { follow: id, key: `${id} follow` });
  const running = status.state === 'RUNNING';
  end.textContent = running ? 'Stop' : 'Forget';
  Object.assign(end.dataset, { path: running ? `jobs/${id}/stop` : `jobs/${id}`, method: running ? 'POST' : 'DELETE',
    key: `${id} end` });
  return row;
}
