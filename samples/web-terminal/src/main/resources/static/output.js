import { AnsiText } from './ansi.js';

// The server sends no more of a one-shot
const MAX_LENGTH = 1_000_000;
// Small enough that the browser can leave out of the layout what is not seen
const BLOCK_LENGTH = 16_000;

/** The output of a command: the latest of it, in blocks of whole lines and at last the line that has no end yet. */
export class CommandOutput {

  #ansi;
  #line;
  #length;
  #lastLine = document.createElement('div');

  constructor(place) {
    this.place = place;
    this.clear();
  }

  clear() {
    this.#ansi = new AnsiText();
    this.#line = '';
    this.#length = 0;
    this.#lastLine.replaceChildren();
    this.place.replaceChildren(this.#lastLine);
    this.place.hidden = true;
  }

  get isEmpty() {
    return this.place.hidden;
  }

  append(text) {
    const follows = this.place.scrollTop + this.place.clientHeight >= this.place.scrollHeight - 1;
    const all = this.#line + text;
    const lines = all.length > BLOCK_LENGTH && !all.includes('\n') ? all.length : all.lastIndexOf('\n') + 1;
    this.#appendBlocks(all.slice(0, lines));
    this.#line = all.slice(lines);
    this.#lastLine.replaceChildren(new AnsiText().render(this.#line));
    this.place.hidden = false;
    if (follows) {
      this.place.scrollTop = this.place.scrollHeight;
    }
  }

  #appendBlocks(lines) {
    for (let begin = 0; begin < lines.length;) {
      const end = lines.indexOf('\n', begin + BLOCK_LENGTH) + 1 || lines.length;
      const block = document.createElement('div');
      block.append(this.#ansi.render(lines.slice(begin, end)));
      this.#lastLine.before(block);
      this.#length += block.textContent.length;
      begin = end;
    }
    while (this.#length > MAX_LENGTH) {
      this.#length -= this.place.firstChild.textContent.length;
      this.place.firstChild.remove();
    }
  }

}
