/* global document, location, crypto */
import { post as send } from './api.js';
import { announce, countCharacters, h, icon } from './elements.js';
import { fullTime, number, timeAgo, words } from './words.js';

const MAX = 500;

/** One post with what a citizen can do to it. `page` gives cityNames, me() and open(status). */
export function postElement(status, page, options = {}) {
  const shown = status.reblog ?? status;
  const { account } = shown;
  const isCity = page.cityNames.has(account.username);
  const answered = shown.mentions.find((mention) => mention.id === shown.in_reply_to_account_id);
  const replyArea = h('div', { class: 'reply-area' });
  const article = h(
    'article',
    {
      class: `post${isCity ? ' post-city' : ''}${options.focused ? ' post-focused' : ''}`,
      'data-id': shown.id,
      'aria-label': `${account.display_name}, ${timeAgo(shown.created_at)}`,
    },
    h('img', {
      class: 'avatar',
      src: new URL(account.avatar).pathname,
      alt: '',
      width: 48,
      height: 48,
      loading: 'lazy',
    }),
    h(
      'div',
      { class: 'post-main' },
      h(
        'header',
        { class: 'post-head' },
        h('strong', {}, h('bdi', {}, account.display_name)),
        isCity ? h('span', { class: 'badge' }, icon('official'), words.official) : null,
        h('bdi', { class: 'quiet handle', dir: 'ltr' }, `@${account.username}`),
        h(
          'a',
          {
            class: 'quiet time',
            href: `/@${account.username}/${shown.id}`,
            title: fullTime(shown.created_at),
            onclick: (event) => page.open(shown, event),
          },
          h('time', { datetime: shown.created_at }, timeAgo(shown.created_at)),
        ),
      ),
      shown.visibility === 'direct' ? h('p', { class: 'note' }, icon('direct'), words.direct) : null,
      answered && !options.inThread ? h('p', { class: 'note' }, icon('reply'), words.answers(answered.username)) : null,
      content(shown),
      pictures(shown),
      actions(shown, page, replyArea),
      replyArea,
    ),
  );
  return article;
}

function content(status) {
  const element = h('div', { class: 'content', lang: status.language ?? null });
  // Made by this server, which escapes every text; the content policy allows no script besides.
  element.innerHTML = status.content;
  element.dir = directionOf(element.textContent);
  for (const link of element.querySelectorAll('a.mention')) link.href = new URL(link.href).pathname;
  return element;
}

/** A leading @name is Latin in every language and must not decide the direction. */
export function directionOf(text) {
  const first = /\p{L}/u.exec(text.replace(/[@#]\S+/g, ''))?.[0] ?? 'a';
  return /[\u0590-\u08ff\ufb1d-\ufefc]/.test(first) ? 'rtl' : 'ltr';
}

function pictures(status) {
  if (status.media_attachments.length === 0) return null;
  const items = status.media_attachments
    .filter((media) => media.type === 'image')
    .map((media) => {
      const size = media.meta.original ?? {};
      const src = new URL(media.url).pathname;
      return h('img', { src, alt: media.description ?? '', width: size.width, height: size.height, loading: 'lazy' });
    });
  return h('div', { class: `pictures pictures-${Math.min(items.length, 4)}` }, items);
}

function actions(status, page, replyArea) {
  const replyButton = h(
    'button',
    {
      type: 'button',
      class: 'action',
      'aria-expanded': 'false',
      onclick: () => toggleReply(status, page, replyArea, replyButton),
    },
    icon('reply'),
    h('span', { class: 'label' }, words.reply),
    status.replies_count ? h('span', {}, number(status.replies_count)) : null,
  );
  const isOpen = status.visibility === 'public' || status.visibility === 'unlisted';
  return h(
    'div',
    { class: 'actions-row' },
    replyButton,
    isOpen ? reaction(status, 'boost', 'reblogged', 'reblogs_count', ['reblog', 'unreblog']) : null,
    reaction(status, 'like', 'favourited', 'favourites_count', ['favourite', 'unfavourite']),
  );
}

function reaction(status, name, flag, counter, [make, undo]) {
  const count = h('span', { class: 'count' });
  const button = h(
    'button',
    { type: 'button', class: `action action-${name}` },
    icon(name),
    h('span', { class: 'label' }, words[name]),
    count,
  );
  const show = () => {
    button.setAttribute('aria-pressed', String(status[flag]));
    count.textContent = status[counter] ? number(status[counter]) : '';
  };
  button.addEventListener('click', async () => {
    const verb = status[flag] ? undo : make;
    try {
      const answer = await send(`/api/v1/statuses/${status.id}/${verb}`);
      Object.assign(status, answer.reblog ?? answer);
    } catch (error) {
      announce(words.problem + error.message);
    }
    show();
  });
  show();
  return button;
}

function toggleReply(status, page, area, button) {
  const isOpen = area.hasChildNodes();
  area.replaceChildren();
  button.setAttribute('aria-expanded', String(!isOpen));
  if (isOpen) return;
  const close = () => {
    area.replaceChildren();
    button.setAttribute('aria-expanded', 'false');
    button.focus();
  };
  const form = writeForm({
    label: `${words.reply} ${words.as(page.me().display_name)}`,
    placeholder: words.replyPlaceholder,
    button: words.reply,
    prefix: () => mentionsOf(status, page.me()),
    fields: () => ({ in_reply_to_id: status.id, visibility: status.visibility }),
    onCancel: close,
    onSent: (sent) => {
      close();
      page.replied(sent, status);
    },
  });
  area.append(form);
  form.querySelector('textarea').focus();
}

/** Whom an answer names: the author, and in a direct message everyone in it. */
function mentionsOf(status, me) {
  const names = [
    status.account.username,
    ...(status.visibility === 'direct' ? status.mentions.map((each) => each.username) : []),
  ];
  return [...new Set(names)].filter((name) => name !== me.username);
}

/** A text field with its count, and what it sends. */
export function writeForm({ label, placeholder, button, prefix, fields, onSent, onCancel }) {
  const counter = h('output', { class: 'counter quiet' });
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const area = h('textarea', { rows: 3, dir: 'auto', 'aria-label': label, placeholder });
  const submit = h('button', { class: 'primary', type: 'submit' }, button);
  const complete = () => {
    const text = area.value.trim();
    const missing = prefix().filter((name) => !new RegExp(`@${name}(?![\\w.])`, 'i').test(text));
    return [...missing.map((name) => `@${name}`), text].join(' ');
  };
  let key = crypto.randomUUID();
  const count = () => {
    const left = MAX - countCharacters(complete());
    counter.textContent = area.value ? number(left) : '';
    counter.setAttribute('aria-label', words.left(left));
    counter.classList.toggle('over', left < 0);
    submit.disabled = left < 0;
  };
  area.addEventListener('input', count);
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key === 'Escape' && onCancel) onCancel();
  });
  const fail = (text) => {
    problem.textContent = text;
    problem.hidden = false;
  };
  const form = h(
    'form',
    {
      class: 'write',
      onsubmit: async (event) => {
        event.preventDefault();
        problem.hidden = true;
        if (!area.value.trim()) return fail(words.empty);
        submit.disabled = true;
        try {
          const language = /[\u0600-\u06ff]/.test(area.value) ? 'fa' : 'en';
          const body = { status: complete(), language, ...fields() };
          const sent = await send('/api/v1/statuses', body, { 'idempotency-key': key });
          key = crypto.randomUUID();
          area.value = '';
          announce(words.sent);
          onSent(sent);
        } catch (error) {
          fail(words.problem + error.message);
        } finally {
          submit.disabled = false;
          count();
        }
      },
    },
    area,
    problem,
    h(
      'div',
      { class: 'write-foot' },
      counter,
      onCancel ? h('button', { type: 'button', onclick: onCancel }, words.cancel) : null,
      submit,
    ),
  );
  return form;
}

export function refreshTimes() {
  for (const time of document.querySelectorAll('time[datetime]')) time.textContent = timeAgo(time.dateTime);
}

export const statusInAddress = () => /^\/@[^/]+\/(\d+)$/.exec(location.pathname)?.[1] ?? null;
