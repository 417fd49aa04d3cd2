import { readLines, request, requireOk } from './http.js';

const KEY = 'web-terminal.job';
const FIRST_DELAY_MILLIS = 500;
const MAX_DELAY_MILLIS = 10_000;

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Starts a command as a job, which goes on without this page. */
export function startJob(command, show) {
  const id = crypto.randomUUID();
  // Before it is started: an answer that is lost must not lose the job
  localStorage.setItem(KEY, id);
  return new FollowedJob(id, show, command);
}

/** Follows the job that was started last in this browser. Returns null if there is none. */
export function followJob(show) {
  const id = localStorage.getItem(KEY);
  return id && new FollowedJob(id, show);
}

export const forgetJob = () => localStorage.removeItem(KEY);

class FollowedJob {

  #decoders = { STDOUT: new TextDecoder(), STDERR: new TextDecoder() };
  #offsets = null;
  #last = false;
  #running = 'Running as a job';

  /** Starts the job if a command is given. */
  constructor(id, show, command) {
    this.path = `jobs/${id}`;
    this.show = show;
    this.ended = this.#run(command);
  }

  /** Ends the job; how it ended is told by those who follow it. */
  stop() {
    this.#showRunning('Stopping');
    request(this.path, { method: 'DELETE' }).then(requireOk)
      .catch((error) => this.#showRunning(`Not stopped: ${error.message}`));
  }

  #showRunning(message) {
    this.#running = message;
    this.show({ state: 'RUNNING', message });
  }

  async #run(command) {
    if (command !== undefined) {
      // Under one id a command is started once, however often it is asked for
      await this.#untilAnswered(async () => requireOk(await request(this.path, {
        method: 'PUT', body: command, headers: { 'Content-Type': 'text/plain' },
      })));
    }
    await this.#untilAnswered(() => this.#follow());
  }

  // The browser throws a TypeError, and nothing else does, while the server cannot be reached
  async #untilAnswered(action) {
    for (let delay = FIRST_DELAY_MILLIS; ; delay = Math.min(2 * delay, MAX_DELAY_MILLIS)) {
      try {
        return await action();
      } catch (error) {
        if (!(error instanceof TypeError)) {
          throw error;
        }
      }
      this.show({ state: 'RUNNING', message: 'Reconnecting…' });
      await pause(delay);
    }
  }

  async #follow() {
    const from = this.#offsets ? `?stdout=${this.#offsets.STDOUT}&stderr=${this.#offsets.STDERR}` : '';
    const response = await request(this.path + from);
    await requireOk(response);
    await readLines(response.body, (news) => this.#hear(news));
    if (!this.#last) {
      throw new TypeError('The server stopped in the middle of its answer');
    }
  }

  #hear({ state, stream, offset, data, ...end }) {
    this.#last = state !== 'RUNNING';
    this.show(this.#last ? { state, ...end } : { state, message: this.#running, output: data && this.#text(stream, offset, data) });
  }

  #text(stream, offset, data) {
    const left = offset - (this.#offsets?.[stream] ?? 0);
    const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
    this.#offsets = { STDOUT: 0, STDERR: 0, ...this.#offsets, [stream]: offset + bytes.length };
    return (left > 0 ? `[${left} bytes left out]\n` : '') + this.#decoders[stream].decode(bytes, { stream: true });
  }

}
