const element = (id) => document.getElementById(id);

/** Finds text in the scroll-back of the active terminal. */
export function handleSearch(terminal) {
  const bar = element('search');
  const input = element('search-text');
  const find = (back) => {
    const options = { decorations: { matchOverviewRuler: '#8a6100', activeMatchColorOverviewRuler: '#17685f' } };
    const found = back
      ? terminal().search.findPrevious(input.value, options) : terminal().search.findNext(input.value, options);
    element('search-result').textContent = found || !input.value ? '' : 'Not found';
  };
  const close = () => {
    bar.hidden = true;
    terminal().search.clearDecorations();
    terminal().xterm.focus();
  };
  element('find').addEventListener('click', () => {
    bar.hidden = false;
    input.focus();
    input.select();
  });
  bar.addEventListener('submit', (event) => {
    event.preventDefault();
    find(true);
  });
  bar.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      close();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      find(!event.shiftKey);
    }
  });
  element('search-next').addEventListener('click', () => find(false));
  element('search-close').addEventListener('click', close);
}
