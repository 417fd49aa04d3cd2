import { csrfHeader } from './csrf.js';

const form = document.getElementById('login');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const response = await fetch('login.html', {
    method: 'POST', body: new URLSearchParams(new FormData(form)), headers: csrfHeader(),
  }).catch(() => null);
  const target = response?.ok && new URL(response.url);
  if (target && !target.searchParams.has('error')) {
    location.replace(target);
  } else {
    document.getElementById('failure').textContent = target
      ? 'User or password is wrong.' : 'The server could not be asked. Reload the page and try again.';
  }
});
