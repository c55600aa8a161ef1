/* global location */
import { h } from './elements.js';
import { language, switchLanguage, words } from './words.js';

export function header() {
  return h(
    'header',
    { class: 'top' },
    h(
      'a',
      { class: 'brand', href: '/' },
      h('img', { src: '/avatars/rivertown.svg', alt: '', width: 36, height: 36 }),
      h('span', {}, h('strong', {}, words.title), h('small', {}, words.tagline)),
    ),
    h(
      'button',
      {
        type: 'button',
        class: 'language',
        lang: language === 'fa' ? 'en' : 'fa',
        onclick: () => switchLanguage(location),
      },
      words.switchTo,
    ),
  );
}

/** Whom one can play. */
export function people(state, choose) {
  const choices = state.citizens.map((citizen) =>
    h(
      'label',
      { class: 'person' },
      h('input', {
        type: 'radio',
        name: 'citizen',
        value: citizen.username,
        checked: citizen.username === state.me?.username,
        onchange: () => void choose(citizen),
      }),
      h('img', { src: `/avatars/${citizen.username}.svg`, alt: '', width: 40, height: 40 }),
      h('bdi', {}, citizen.display_name),
    ),
  );
  return h(
    'section',
    { class: 'card' },
    h(
      'fieldset',
      { class: 'people' },
      h('legend', {}, words.playing),
      h('p', { class: 'quiet' }, words.playingHelp),
      h('div', { class: 'people-list' }, choices),
    ),
  );
}
