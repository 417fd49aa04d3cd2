const element = (id) => document.getElementById(id);

/** Asks a question, with its subject shown below. Escape means no. */
export function ask(question, detail, yes) {
  const dialog = element('dialog');
  element('dialog-question').textContent = question;
  element('dialog-detail').textContent = detail;
  element('dialog-detail').hidden = !detail;
  element('dialog-yes').textContent = yes;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
