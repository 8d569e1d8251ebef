(() => {
  'use strict';
  const form = document.getElementById('page.filters');
  const shown = document.getElementById('page.shown');
  const elsewhere = new Map([...document.querySelectorAll('[data-to]')].map((line) => [line.dataset.to, line]));
  const journeys = [...document.querySelectorAll('details.journey')].map((element) => ({
    element,
    line: elsewhere.get(element.id),
    v: [element.dataset.v],
    f: [element.dataset.f],
    c: element.dataset.c.split(' '),
    l: element.dataset.l.split(' '),
    words: (element.querySelector('.head').textContent + ' ' + element.dataset.k).toLowerCase(),
  }));
  const selects = [...form.querySelectorAll('select')];
  const groups = [...document.querySelectorAll('section.feature')];

  const matches = (journey, except) =>
    selects.every((select) => select === except || !select.value || journey[select.name].includes(select.value)) &&
    form.q.value.toLowerCase().split(/\s+/).every((word) => journey.words.includes(word));

  const label = (select) => {
    const possible = journeys.filter((journey) => matches(journey, select));
    for (const option of select.options) {
      option.dataset.told ??= option.textContent;
      const count = option.value ? possible.filter((journey) => journey[select.name].includes(option.value)).length : possible.length;
      option.textContent = `${option.dataset.told} (${count})`;
    }
  };

  const apply = () => {
    let count = 0;
    for (const journey of journeys) {
      const fits = matches(journey);
      count += fits;
      journey.element.hidden = !fits;
      if (journey.line) journey.line.hidden = !fits;
    }
    for (const group of groups) group.hidden = !group.querySelector('.journey:not([hidden]), [data-to]:not([hidden])');
    selects.forEach(label);
    shown.textContent = `${count} of ${journeys.length} journeys shown`;
  };

  const tell = () => {
    const state = new URLSearchParams();
    for (const field of [...selects, form.q]) if (field.value) state.set(field.name, field.value);
    const text = state.toString();
    history.replaceState(null, '', text ? `#?${text}` : '#');
  };

  const changed = () => { apply(); tell(); };

  const follow = () => {
    const fragment = location.hash.slice(1);
    if (fragment.startsWith('?')) {
      const state = new URLSearchParams(fragment.slice(1));
      for (const field of [...selects, form.q]) {
        field.value = state.get(field.name) ?? '';
        if (field.selectedIndex === -1) field.selectedIndex = 0;
      }
      apply();
      return;
    }
    const target = fragment && document.getElementById(decodeURIComponent(fragment));
    if (!target) return;
    if (target.closest('[hidden]')) { form.reset(); apply(); }
    for (let element = target; element; element = element.parentElement) if (element.tagName === 'DETAILS') element.open = true;
    target.querySelector(':scope > details')?.setAttribute('open', '');
    target.scrollIntoView();
  };

  form.addEventListener('input', changed);
  form.addEventListener('reset', () => setTimeout(changed));
  form.addEventListener('submit', (event) => { event.preventDefault(); changed(); });
  addEventListener('hashchange', follow);

  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('.journey.printed:not([open])')];
    for (const element of opened) element.open = true;
  });
  addEventListener('afterprint', () => { for (const element of opened) element.open = false; });

  form.hidden = false;
  apply();
  follow();
})();
