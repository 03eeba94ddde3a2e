/**
 * Makes the finished page handier: sort, filter, copy, and a word when the data has grown old. Without it nothing is missing
 * that a reader needs. Texts come from the page, which knows the language.
 */
(() => {
  warnWhenStale();
  for (const box of document.querySelectorAll('.copy')) addCopyButton(box);
  const table = document.getElementById('mirrors');
  const tools = document.getElementById('tools');
  if (table !== null && tools !== null) makeHandy(table, tools);

  function warnWhenStale() {
    const banner = document.getElementById('stale');
    const from = Number(banner?.dataset.from);
    if (banner !== null && from > 0 && Date.now() >= from) banner.hidden = false;
  }

  function addCopyButton(box) {
    const code = box.querySelector('code');
    const label = document.body.dataset.copy ?? 'Copy';
    const { copied, copyFailed } = document.body.dataset;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.setAttribute('aria-live', 'polite');
    let timer = 0;
    button.addEventListener('click', async () => {
      const done = await copyText(code);
      button.textContent = done ? copied : copyFailed;
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = label;
      }, 2500);
    });
    box.append(button);
  }

  /** Plain http pages and old browsers have no clipboard to write to: select it, and let the reader copy. */
  async function copyText(code) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      const selection = getSelection();
      selection.selectAllChildren(code);
      return document.execCommand?.('copy') === true;
    }
  }

  function makeHandy(table, tools) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const find = document.getElementById('find');
    const only = document.getElementById('only');
    const sort = document.getElementById('sort');
    const shown = document.getElementById('shown');
    const none = document.getElementById('none');
    let column = 0;
    let direction = 'up';

    for (const [index, head] of heads.entries()) {
      if (!head.dataset.first) continue;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      button.addEventListener('click', () => sortBy(index, true));
      head.replaceChildren(button);
    }
    sort.addEventListener('change', () => sortBy(Number(sort.value), false));
    find.addEventListener('input', filter);
    only.addEventListener('change', filter);
    tools.addEventListener('submit', (event) => event.preventDefault());
    tools.hidden = false;
    // A browser that goes back fills the fields in again.
    filter();

    function sortBy(index, turns) {
      const first = heads[index].dataset.first;
      const other = first === 'up' ? 'down' : 'up';
      direction =
        turns && index === column && heads[index].hasAttribute('aria-sort') && direction === first
          ? other
          : first;
      column = index;
      for (const head of heads) head.removeAttribute('aria-sort');
      heads[index].setAttribute('aria-sort', direction === 'up' ? 'ascending' : 'descending');
      sort.value = String(index);
      const keyed = rows.map((row) => ({ row, key: keyOf(row.cells[index]), place: Number(row.dataset.n) }));
      keyed.sort((a, b) => compare(a.key, b.key) || a.place - b.place);
      body.append(...keyed.map(({ row }) => row));
    }

    /** What has no figure comes last, whichever way. */
    function compare(a, b) {
      if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
      const order = typeof a === 'number' ? a - b : a.localeCompare(b);
      return direction === 'up' ? order : -order;
    }

    function keyOf(cell) {
      const text = cell.dataset.s ?? cell.textContent.trim();
      if (text === '') return null;
      return cell.dataset.s === undefined ? text : Number(text);
    }

    function filter() {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        const fits =
          words.every((word) => text.includes(word)) && (only.value === '' || row.dataset.v === only.value);
        row.hidden = !fits;
        if (fits) count += 1;
      }
      shown.textContent = shown.dataset.text
        .replace('{shown}', String(count))
        .replace('{total}', String(rows.length));
      none.hidden = count > 0;
    }
  }
})();
