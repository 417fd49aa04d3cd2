const element = (id) => document.getElementById(id);
const OPTIONS = { decorations: { matchOverviewRuler: '#8a6100', activeMatchColorOverviewRuler: '#17685f' } };

/** Finds text in the scroll-back of the active screen. */
export function handleSearch(screen) {
  const close = () => {
    element('search').hidden = true;
    screen().search.clearDecorations();
    screen().xterm.focus();
  };
  element('find').addEventListener('click', () => {
    element('search').hidden = false;
    element('search-text').select();
  });
  element('search').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = element('search-text').value;
    // 'findNext' or 'findPrevious'
    const found = screen().search[event.submitter.value](text, OPTIONS);
    element('search-result').textContent = found || !text ? '' : 'Not found';
  });
  element('search').addEventListener('keydown', ({ key }) => key === 'Escape' && close());
  element('search-close').addEventListener('click', close);
}
