import { request } from './server.js';

const dialog = document.getElementById('login');
const form = dialog.querySelector('form');
const failure = document.getElementById('failure');

let known = false;

/** Records that the server knows the user. */
export function loggedIn() {
  known = true;
  if (dialog.open) {
    dialog.close();
    dispatchEvent(new Event('logged-in'));
  }
}

// The page and its scroll-back stay as they are
addEventListener('logged-out', () => {
  if (!dialog.open) {
    failure.textContent = known ? 'You are logged out.' : '';
    dialog.showModal();
  }
});
dialog.addEventListener('cancel', (event) => event.preventDefault());
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  failure.textContent = '';
  try {
    const body = new URLSearchParams(new FormData(form));
    await request('login', { method: 'POST', body, type: 'application/x-www-form-urlencoded' });
    form.elements.password.value = '';
    loggedIn();
  } catch ({ status }) {
    failure.textContent = status === 403 ? 'User or password is wrong.' : 'The server could not be asked. Try again.';
  }
});
