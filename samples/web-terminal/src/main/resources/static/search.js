const element = (id) => document.getElementById(id);
const OPTIONS = { decorations: { matchOverviewRuler: '#8a6100', activeMatchColorOverviewRuler: '#17685f' } };

/** Finds text in the scroll-back of the active screen. */
export function handleSearch(screen) {
  const find = (direction) => {
    const text = element('search-text').value;
    element('search-result').textContent = screen().search[direction](text, OPTIONS) || !text ? '' : 'Not found';
  };
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
    find('findPrevious');
  });
  element('search').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      close();
    } else if (event.key === 'Enter' && event.target === element('search-text')) {
      event.preventDefault();
      find(event.shiftKey ? 'findPrevious' : 'findNext');
    }
  });
  element('search-next').addEventListener('click', () => find('findNext'));
  element('search-close').addEventListener('click', close);
}
