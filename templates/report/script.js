// Filters and sorts what is there already; without it the page reads as well.
(() => {
  const box = document.querySelector('.filter');
  const input = document.getElementById('filter');
  const said = document.getElementById('filtered');
  const rows = [...document.querySelectorAll('table[data-sort] > tbody > tr, table.grouped > tbody')];
  const texts = new Map();
  const text = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const folds = [...document.querySelectorAll('main details')];
  const were = new Map(folds.map((fold) => [fold, fold.open]));
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => text(row).includes(word));
      left += row.hidden ? 0 : 1;
    }
    for (const fold of folds) {
      fold.open = words.length ? !!fold.querySelector('tbody > tr:not([hidden])') : were.get(fold);
    }
    said.textContent = words.length ? `${left} of ${rows.length}` : '';
  };
  let timer = 0;
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(filter, 120); });
  box.hidden = rows.length === 0;

  const key = (row, at) => {
    const cell = row.cells[at];
    const words = cell ? cell.textContent.trim() : '';
    return cell && cell.classList.contains('n') ? parseFloat(words) || 0 : words;
  };
  const compare = (a, b) => typeof a === 'number' ? a - b : a.localeCompare(b, 'en', { numeric: true });
  for (const table of document.querySelectorAll('table[data-sort]')) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const body = table.tBodies[0];
        const sorted = [...body.rows].map((row) => [key(row, at), row]);
        sorted.sort((a, b) => (down ? -1 : 1) * compare(a[0], b[0]));
        body.append(...sorted.map(([, row]) => row));
      });
    });
  }

  const open = () => {
    let place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    for (let fold = place.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    place.scrollIntoView();
  };
  addEventListener('hashchange', open);
  open();
  addEventListener('beforeprint', () => folds.forEach((fold) => { fold.open = true; }));
})();
