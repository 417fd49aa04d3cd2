import { isUnreachable, request, sentence } from './server.js';
import { Tab } from './tab.js';

const RETRY_MILLIS = 1000;
// The server gives a sign of life every five seconds
const SILENCE_MILLIS = 15_000;

/** Describes the state or the outcome of a job. */
export const describe = ({ state, exitCode, signal }) => ({
  RUNNING: 'Running', EXITED: `Ended with exit code ${exitCode}`, KILLED: `Ended by signal ${signal}`,
  TIMED_OUT: 'Ended because its time was up', LOST: 'Ended; its exit code is not known',
}[state]);

/** A read-only tab that follows a job, which continues without it. */
export class JobTab extends Tab {

  #leaving = new AbortController();
  #decoders = { STDOUT: new TextDecoder(), STDERR: new TextDecoder() };
  #offsets = null;
  #end = null;

  /** Starts the command, if there is one: its id makes the start idempotent. */
  constructor({ id, command, onChange, onKey }) {
    super(onChange, { readOnly: true, onKey, onData: () => {} });
    this.id = id;
    this.#run(command);
  }

  get name() {
    return `Job ${this.id}`;
  }

  get look() {
    return this.state === 'ended' && this.#end.exitCode !== 0 ? 'bad' : this.state;
  }

  get action() {
    return this.state === 'busy' ? { label: 'Stop', run: () => this.#stop() } : null;
  }

  dispose() {
    this.#leaving.abort();
    super.dispose();
  }

  async #stop() {
    this.change('busy', 'Stopping');
    await request(`jobs/${this.id}/stop`, { method: 'POST' })
      .catch((error) => this.change('busy', `Not stopped. ${sentence(error)}`));
  }

  async #run(command) {
    while (!this.#end && this.state !== 'lost' && !this.#leaving.signal.aborted) {
      try {
        if (command && !this.#offsets) {
          await request(`jobs/${this.id}`, { method: 'PUT', body: command });
        }
        await this.#follow();
      } catch (error) {
        const again = isUnreachable(error) || error.status === 401;
        this.change(again ? 'connecting' : 'lost', again ? 'Reconnecting…' : sentence(error));
        await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
      }
    }
  }

  async #follow() {
    const silence = new AbortController();
    const signal = AbortSignal.any([this.#leaving.signal, silence.signal]);
    const giveUp = () => silence.abort(new TypeError('The server is silent'));
    let timer = setTimeout(giveUp, SILENCE_MILLIS);
    try {
      const from = this.#offsets ? `?stdout=${this.#offsets.STDOUT}&stderr=${this.#offsets.STDERR}` : '';
      const { body } = await request(`jobs/${this.id}/output${from}`, { signal });
      this.change('busy', 'Running');
      let rest = '';
      for await (const text of body.pipeThrough(new TextDecoderStream())) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, SILENCE_MILLIS);
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        lines.forEach((line) => this.#hear(JSON.parse(line)));
      }
    } finally {
      clearTimeout(timer);
    }
    if (!this.#end) {
      throw new TypeError('The server stopped in the middle of its answer');
    }
  }

  #hear({ stream, offset, data, ...status }) {
    if (status.state) {
      this.#end = status;
      this.change('ended', describe(status));
      this.screen.note(this.text);
    } else if (stream) {
      const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
      const skipped = offset - (this.#offsets?.[stream] ?? 0);
      this.#offsets = { STDOUT: 0, STDERR: 0, ...this.#offsets, [stream]: offset + bytes.length };
      const text = this.#decoders[stream].decode(bytes, { stream: true });
      this.screen.xterm.write((skipped > 0 ? `[${skipped} bytes left out]\r\n` : '') + text);
    }
  }

}
