const ACTIVITY_MILLIS = 60_000;

// The token that every change has to carry, from the cookie that Spring Security sets
const csrfHeader = () => (
  { 'X-XSRF-TOKEN': document.cookie.match(/(?:^|; )WEB-TERMINAL-XSRF-TOKEN=([^;]*)/)?.[1] ?? '' }
);

let leaving = false;

/** Leads to the login page, without a question about what still runs: the login is over. */
export function leave() {
  leaving = true;
  location.assign('login.html?logged-out');
}

export const isLeaving = () => leaving;

/** Asks the server. Whoever is logged out meanwhile is led to the login page. */
export async function request(path, options = {}) {
  const response = await send(path, options);
  if (response.redirected) {
    leave();
  }
  return response;
}

export const send = (path, options = {}) => fetch(path, {
  ...options,
  headers: { Accept: 'application/json, application/x-ndjson, application/problem+json', ...csrfHeader(), ...options.headers },
});

/** Throws an Error with the server's sentence if it has refused. */
export async function requireOk(response) {
  if (!response.ok) {
    const { detail } = await response.json().catch(() => ({}));
    throw new Error(detail ?? `The server answered ${response.status}.`);
  }
}

/** Sends JSON and returns the answer. */
export async function post(path, content) {
  const response = await request(path, {
    method: 'POST', body: JSON.stringify(content), headers: { 'Content-Type': 'application/json' },
  });
  await requireOk(response);
  return response.json();
}

/** Reads one line of JSON after the other as they come. */
export async function readLines(body, onLine) {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    lines.filter((line) => line).forEach((line) => onLine(JSON.parse(line)));
  }
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
