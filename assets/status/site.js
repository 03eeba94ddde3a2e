/**
 * Makes the finished page handier: sort, filter, copy, and a word when the data has grown old. Without it nothing is missing
 * that a reader needs. Texts come from the page, which knows the language.
 */
(() => {
  warnWhenStale();
  for (const box of document.querySelectorAll('.copy, .take')) addCopyButton(box);
  for (const place of document.querySelectorAll('.ago')) tellAge(place);
  const table = document.getElementById('mirrors');
  const tools = document.getElementById('tools');
  if (table !== null && tools !== null) makeHandy(table, tools);

  function warnWhenStale() {
    const banner = document.getElementById('stale');
    const from = Number(banner?.dataset.from);
    if (banner !== null && from > 0 && Date.now() >= from) banner.hidden = false;
  }

  /** "34 minutes ago", by the reader's clock and in the page's language. */
  function tellAge(place) {
    const minutes = Math.round((Number(place.dataset.at) - Date.now()) / 60_000);
    if (!Number.isFinite(minutes) || typeof Intl?.RelativeTimeFormat !== 'function') return;
    const units = [
      ['minute', 1, 60],
      ['hour', 60, 48],
      ['day', 1440, Number.POSITIVE_INFINITY],
    ];
    const [unit, size] = units.find(([, of, most]) => Math.abs(minutes) / of < most) ?? units[2];
    const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'always' });
    place.textContent = format.format(Math.round(minutes / size), unit);
    place.hidden = false;
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
    let others = null;
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
    find.addEventListener('input', filterAll);
    only.addEventListener('change', filterAll);
    tools.addEventListener('submit', (event) => event.preventDefault());
    tools.hidden = false;
    // A browser that goes back fills the fields in again.
    filter();

    /** Finding and sorting is of all mirrors, on whichever page their rows stand: those of the others are fetched once. */
    function withAllPages() {
      others ??= fetchOthers();
      others.then((found) => {
        if (!found) return;
        arrange();
        filter();
      });
    }

    function filterAll() {
      filter();
      withAllPages();
    }

    async function fetchOthers() {
      const nav = document.querySelector('nav.pages');
      if (nav === null) return false;
      const links = [...nav.querySelectorAll('a:not([aria-current])')].map((link) => link.href);
      try {
        const pages = await Promise.all(links.map(rowsOf));
        rows.push(...pages.flat());
        nav.hidden = true;
        return true;
      } catch {
        // From a disk a page may not read another; the links to the others stay.
        return false;
      }
    }

    async function rowsOf(address) {
      const response = await fetch(address);
      if (!response.ok) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const found = [...page.querySelectorAll('#mirrors tbody tr')];
      for (const link of found.flatMap((row) => [...row.querySelectorAll('a')])) {
        link.href = new URL(link.getAttribute('href'), address).href;
      }
      return found.map((row) => document.importNode(row, true));
    }

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
      arrange();
      withAllPages();
    }

    /** By the column that was chosen; until then as the pages have them. */
    function arrange() {
      const chosen = heads.some((head) => head.hasAttribute('aria-sort'));
      const keyOfRow = (row) => (chosen ? keyOf(row.cells[column]) : null);
      const keyed = rows.map((row) => ({ row, key: keyOfRow(row), place: Number(row.dataset.n) }));
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
