// Control sequences, and strings such as titles
const SEQUENCE = /\x1b(?:\[([\d;:?<=>!]*)[ -/]*([@-~])|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g;
const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

// A carriage return goes back to the begin of the line, as progress bars do
const overwritten = (text) => text.replace(/\r+\n/g, '\n').replace(/[^\n]*\r/g, '');

/** Turns a program's output into text with its colours, without a terminal. */
export function render(output) {
  const fragment = document.createDocumentFragment();
  let classes = new Set();
  let end = 0;
  const append = (text) => {
    if (text && classes.size) {
      const span = document.createElement('span');
      span.className = [...classes].join(' ');
      span.textContent = text;
      fragment.append(span);
    } else {
      fragment.append(text);
    }
  };
  const plain = overwritten(output);
  for (const match of plain.matchAll(SEQUENCE)) {
    append(plain.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[2] === 'm') {
      classes = withAttributes(classes, match[1].split(';').map(Number));
    }
  }
  append(plain.slice(end));
  return fragment;
}

function withAttributes(classes, attributes) {
  let changed = new Set(classes);
  for (const attribute of attributes) {
    const colour = attribute >= 90 ? attribute - 90 : attribute - 30;
    if (attribute === 0) {
      changed = new Set();
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
