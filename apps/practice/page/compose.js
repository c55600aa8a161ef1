/* global document */
import { h } from './elements.js';
import { writeForm } from './posts.js';
import { words } from './words.js';

/** The form for a public post or a direct message to one of the city's accounts. */
export function compose(state, onSent) {
  const pill = (name, value, label, checked, onchange, image) =>
    h(
      'label',
      { class: 'pill' },
      h('input', { type: 'radio', name, value, checked, onchange }),
      image ?? null,
      h('bdi', {}, label),
    );
  const redraw = (change) => () => {
    Object.assign(state, change);
    const old = document.getElementById('compose');
    const text = old.querySelector('textarea').value;
    const name = document.activeElement?.getAttribute('name');
    const next = compose(state, onSent);
    next.querySelector('textarea').value = text;
    old.replaceWith(next);
    next.querySelector(`input[name="${name}"]:checked`)?.focus();
  };
  return h(
    'section',
    { class: 'card', id: 'compose' },
    h('h2', {}, words.write, ' ', h('small', { class: 'quiet' }, words.as(state.me?.display_name ?? ''))),
    h(
      'fieldset',
      { class: 'pills' },
      h('legend', {}, words.to),
      state.city.map((account) =>
        pill(
          'to',
          account.username,
          account.display_name,
          account.username === state.to,
          redraw({ to: account.username }),
          h('img', { src: `/avatars/${account.username}.svg`, alt: '', width: 22, height: 22 }),
        ),
      ),
    ),
    h(
      'div',
      { class: 'segments', role: 'radiogroup', 'aria-label': words.write },
      pill('kind', 'public', words.publicPost, !state.direct, redraw({ direct: false })),
      pill('kind', 'direct', words.directMessage, state.direct, redraw({ direct: true })),
    ),
    writeForm({
      label: `${words.write} ${words.as(state.me?.display_name ?? '')}`,
      placeholder: state.direct ? words.messagePlaceholder : words.postPlaceholder,
      button: state.direct ? words.send : words.post,
      prefix: () => (state.to ? [state.to] : []),
      fields: () => ({ visibility: state.direct ? 'direct' : 'public' }),
      onSent,
    }),
  );
}
