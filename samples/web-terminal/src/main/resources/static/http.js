const ACTIVITY_MILLIS = 60_000;

// The token that every change has to carry, from the cookie that Spring Security sets
const csrfHeader = () => (
  { 'X-XSRF-TOKEN': document.cookie.match(/(?:^|; )WEB-TERMINAL-XSRF-TOKEN=([^;]*)/)?.[1] ?? '' }
);

/** Asks the server. Whoever is logged out meanwhile is led to the login page. */
export async function request(path, options = {}) {
  const response = await send(path, options);
  if (response.redirected) {
    location.reload();
  }
  return response;
}

export const send = (path, options = {}) => fetch(path, {
  ...options,
  headers: { Accept: 'application/json, application/x-ndjson, application/problem+json', ...csrfHeader(), ...options.headers },
});

/** Sends JSON and returns the answer, or throws an Error with the server's sentence. */
export async function post(path, content) {
  const response = await request(path, {
    method: 'POST', body: JSON.stringify(content), headers: { 'Content-Type': 'application/json' },
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.detail ?? `The server answered ${response.status}.`);
  }
  return answer;
}

/** A login ends after a time without requests; output that arrives is none, a person at work is. */
export function keepLoginWhileActive() {
  let last = Date.now();
  const active = () => {
    if (Date.now() - last > ACTIVITY_MILLIS) {
      last = Date.now();
      send('terminals', { method: 'HEAD' }).catch(() => {});
    }
  };
  addEventListener('keydown', active, true);
  addEventListener('pointerdown', active, true);
}
