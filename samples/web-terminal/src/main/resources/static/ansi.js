// Control sequences, and strings such as titles
const SEQUENCE = /\x1b(?:\[([\d;:?<=>!]*)[ -/]*([@-~])|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g;
const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

// A carriage return goes back to the begin of the line, as progress bars do
const overwritten = (line) => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1).replace(/\r+$/, '');

/** Turns a program's output into text with its colours, without a terminal: whole lines, which come in their order. */
export class AnsiText {

  #classes = new Set();

  render(lines) {
    const fragment = document.createDocumentFragment();
    const text = lines.split('\n').map(overwritten).join('\n');
    let end = 0;
    for (const match of text.matchAll(SEQUENCE)) {
      this.#append(fragment, text.slice(end, match.index));
      end = match.index + match[0].length;
      if (match[2] === 'm') {
        this.#classes = withAttributes(this.#classes, match[1].split(';').map(Number));
      }
    }
    this.#append(fragment, text.slice(end));
    return fragment;
  }

  #append(fragment, text) {
    if (text && this.#classes.size) {
      const span = document.createElement('span');
      span.className = [...this.#classes].join(' ');
      span.textContent = text;
      fragment.append(span);
    } else {
      fragment.append(text);
    }
  }

}

function withAttributes(classes, attributes) {
  const changed = new Set(classes);
  for (const attribute of attributes) {
    const colour = attribute >= 90 ? attribute - 90 : attribute - 30;
    if (attribute === 0) {
      changed.clear();
    } else if (attribute === 1) {
      changed.add('bold');
    } else if (attribute === 22) {
      changed.delete('bold');
    } else if (attribute === 38 || attribute === 48) {
      // One of many colours, whose numbers follow
      break;
    } else if (NAMES[colour] || attribute === 39) {
      NAMES.forEach((name) => changed.delete(name));
      if (NAMES[colour]) {
        changed.add(NAMES[colour]);
      }
    }
  }
  return changed;
}
