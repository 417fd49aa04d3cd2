import { send } from './http.js';

const form = document.getElementById('login');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const response = await send('login.html', {
    method: 'POST', body: new URLSearchParams(new FormData(form)),
  }).catch(() => null);
  const target = response?.ok && new URL(response.url);
  if (target && !target.searchParams.has('error')) {
    location.replace(target.pathname.endsWith('/login.html') ? './' : target);
  } else {
    document.getElementById('failure').textContent = failure(response);
  }
});

if (new URLSearchParams(location.search).has('logged-out')) {
  document.getElementById('failure').textContent = 'You are logged out.';
}

function failure(response) {
  return response?.ok
    ? 'User or password is wrong.' : 'The server could not be asked. Reload the page and try again.';
}
