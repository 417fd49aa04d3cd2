import { readLines, request, requireOk } from './http.js';

/** Runs a command for as long as its request lasts. show(news) is called with each line of the answer. */
export function runCommand(language, command, show) {
  const running = new AbortController();
  const run = async () => {
    const response = await request(`commands/${language}`, {
      method: 'POST', body: command, headers: { 'Content-Type': 'text/plain' }, signal: running.signal,
    });
    await requireOk(response);
    let ended = false;
    await readLines(response.body, (news) => {
      ended = news.state !== 'RUNNING';
      show(news);
    }).catch(() => {});
    if (!ended) {
      throw new Error('The connection to the server broke: how the command ended is not known.');
    }
  };
  return {
    ended: run().catch((error) => {
      throw running.signal.aborted ? new Error('Stopped') : error;
    }),
    stop: () => running.abort(),
  };
}
