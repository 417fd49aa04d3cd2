// The token that every change has to carry, from the cookie that Spring Security sets
const csrfToken = () => document.cookie.match(/(?:^|; )WEB-TERMINAL-XSRF-TOKEN=([^;]*)/)?.[1] ?? '';

/** Asks the server and returns its response, or throws an Error with the server's sentence. */
export async function request(path, { method = 'GET', type = 'text/plain', body, signal } = {}) {
  const headers = { Accept: '*/*', 'X-XSRF-TOKEN': csrfToken(), ...(body !== undefined && { 'Content-Type': type }) };
  const response = await fetch(path, { method, body, signal, headers });
  if (!response.ok) {
    if (response.status === 401) {
      dispatchEvent(new Event('logged-out'));
    }
    const { detail } = await response.json().catch(() => ({}));
    const error = new Error(detail ?? `The server answered with status ${response.status}.`);
    throw Object.assign(error, { status: response.status });
  }
  return response;
}

// The browser throws a TypeError, and nothing else does, while the server cannot be reached
export const isUnreachable = (error) => error instanceof TypeError;
export const sentence = (error) => (isUnreachable(error) ? 'The server cannot be reached.' : error.message);
