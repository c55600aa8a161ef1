/* global document, location, history, localStorage, window, EventSource */
import { currentToken, get, playAs } from './api.js';
import { compose } from './compose.js';
import { announce, h, icon } from './elements.js';
import { directionOf, postElement, refreshTimes, statusInAddress } from './posts.js';
import { header, people } from './people.js';
import { language, timeAgo, words } from './words.js';

const root = document.getElementById('page');
const state = {
  tab: 'everyone',
  me: null,
  city: [],
  citizens: [],
  to: null,
  direct: false,
  lastId: null,
  thread: null,
};
const feed = h('div', { class: 'feed', id: 'feed' });
const live = h('span', { class: 'live', role: 'status' }, words.waiting);
const streams = [];

const page = {
  cityNames: new Set(),
  me: () => state.me,
  open: (status, event) => {
    event?.preventDefault();
    history.pushState(null, '', `/@${status.account.username}/${status.id}`);
    void show();
  },
  replied: (sent) => (state.thread ? void showThread(state.thread) : feed.prepend(postElement(sent, page))),
};

async function start() {
  const known = await get('/page/people');
  // Those who speak the page's language come first.
  const own = known.citizens.filter((each) => each.language === language);
  const citizens = [...own, ...known.citizens.filter((each) => !own.includes(each))];
  Object.assign(state, { city: known.city, citizens, to: known.city[0]?.username ?? null });
  page.cityNames = new Set(known.city.map((account) => account.username));
  const remembered = localStorage.getItem('playing');
  state.me =
    known.citizens.find((each) => each.username === remembered) ??
    known.citizens.find((each) => each.language === language) ??
    known.citizens[0] ??
    null;
  if (state.me) await playAs(state.me.username);
  root.replaceChildren(
    header(),
    h('div', { class: 'columns' }, side(), main()),
    h('p', { id: 'announcement', class: 'unseen', 'aria-live': 'polite' }),
  );
  await show();
  listen();
  setInterval(refreshTimes, 30_000);
  window.addEventListener('popstate', () => void show());
}

function side() {
  return h('aside', { class: 'side' }, people(state, choose), compose(state, sentFrom));
}

async function choose(citizen) {
  state.me = citizen;
  localStorage.setItem('playing', citizen.username);
  await playAs(citizen.username);
  document.getElementById('compose')?.replaceWith(compose(state, sentFrom));
  listen();
  await show();
}

function sentFrom(sent) {
  if (statusInAddress()) history.pushState(null, '', '/');
  state.tab = sent.visibility === 'direct' ? 'messages' : 'everyone';
  void show();
}

function main() {
  const tab = (name) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${name}`,
        'data-tab': name,
        'aria-controls': 'feed',
        onclick: () => go(name),
        onkeydown: moveTab,
      },
      words[name],
    );
  return h(
    'main',
    { class: 'main' },
    h('h1', { class: 'unseen' }, words.main),
    h(
      'div',
      { class: 'tabs' },
      h('div', { role: 'tablist', 'aria-label': words.main }, tab('everyone'), tab('city'), tab('messages')),
      live,
    ),
    feed,
  );
}

function go(name) {
  state.tab = name;
  if (location.pathname !== '/') history.pushState(null, '', '/');
  void show();
}

function moveTab(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...document.querySelectorAll('[role="tab"]')];
  const next = tabs.at((tabs.indexOf(event.target) + (language === 'fa' ? -step : step)) % tabs.length);
  next.focus();
  go(next.dataset.tab);
}

function markTabs() {
  for (const tab of document.querySelectorAll('[role="tab"]')) {
    const isChosen = tab.dataset.tab === state.tab;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
  feed.setAttribute('role', 'tabpanel');
  feed.setAttribute('aria-labelledby', `tab-${state.tab}`);
}

async function show() {
  markTabs();
  const id = statusInAddress();
  state.thread = id;
  try {
    if (id) return await showThread(id);
    if (state.tab === 'messages') return await showMessages();
    await showPosts();
  } catch (error) {
    feed.replaceChildren(h('p', { class: 'problem', role: 'alert' }, words.problem + error.message));
  }
}

async function readPosts() {
  const before = state.lastId ? `&max_id=${state.lastId}` : '';
  if (state.tab === 'everyone') return get(`/api/v1/timelines/public?limit=30${before}`);
  const lists = await Promise.all(
    state.city.map((each) => get(`/api/v1/accounts/${each.id}/statuses?limit=30&exclude_replies=true${before}`)),
  );
  return lists
    .flat()
    .sort((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1))
    .slice(0, 30);
}

async function showPosts() {
  state.lastId = null;
  const posts = await readPosts();
  feed.replaceChildren(...posts.map((status) => postElement(status, page)));
  if (posts.length === 0) feed.append(h('p', { class: 'empty' }, words.noPosts));
  offerMore(posts);
}

function offerMore(posts) {
  state.lastId = posts.at(-1)?.id ?? null;
  if (posts.length < 30) return;
  const button = h(
    'button',
    {
      type: 'button',
      class: 'more',
      onclick: async () => {
        const older = await readPosts();
        button.replaceWith(...older.map((status) => postElement(status, page)));
        offerMore(older);
      },
    },
    words.more,
  );
  feed.append(button);
}

async function showThread(id) {
  const [status, context] = await Promise.all([get(`/api/v1/statuses/${id}`), get(`/api/v1/statuses/${id}/context`)]);
  const inThread = (each) => postElement(each, page, { inThread: true, focused: each.id === id });
  feed.replaceChildren(
    h(
      'div',
      { class: 'thread-head' },
      h('button', { type: 'button', class: 'back', onclick: () => go(state.tab) }, icon('back'), words.back),
      h('h2', {}, words.thread),
    ),
    ...[...context.ancestors, status, ...context.descendants].map(inThread),
  );
}

async function showMessages() {
  const conversations = await get('/api/v1/conversations?limit=40');
  const items = conversations.map(({ unread, accounts, last_status: last }) =>
    h(
      'a',
      {
        class: `message${unread ? ' unread' : ''}`,
        href: `/@${last.account.username}/${last.id}`,
        onclick: (event) => page.open(last, event),
      },
      h('img', {
        class: 'avatar',
        src: `/avatars/${accounts[0]?.username ?? state.me.username}.svg`,
        alt: '',
        width: 44,
        height: 44,
      }),
      h(
        'span',
        {},
        h('strong', {}, h('bdi', {}, accounts.map((each) => each.display_name).join(', '))),
        h('span', { class: 'excerpt quiet', dir: directionOf(plain(last.content)) }, plain(last.content)),
      ),
      h('time', { class: 'quiet', datetime: last.created_at }, timeAgo(last.created_at)),
    ),
  );
  feed.replaceChildren(...(items.length > 0 ? items : [h('p', { class: 'empty' }, words.noMessages)]));
}

const plain = (html) => new window.DOMParser().parseFromString(html, 'text/html').body.textContent;

function listen() {
  for (const stream of streams.splice(0)) stream.close();
  const open = (path, events) => {
    const stream = new EventSource(path);
    for (const [name, react] of Object.entries(events)) stream.addEventListener(name, (event) => react(event.data));
    streams.push(stream);
    return stream;
  };
  const publicStream = open('/api/v1/streaming/public', {
    update: (data) => arrived(JSON.parse(data)),
    'status.update': (data) => changed(JSON.parse(data)),
    delete: (id) => document.querySelector(`[data-id="${id}"]`)?.remove(),
  });
  const mark = (isLive) => {
    live.classList.toggle('on', isLive);
    live.textContent = isLive ? words.live : words.waiting;
  };
  publicStream.onopen = () => mark(true);
  publicStream.onerror = () => mark(false);
  if (!currentToken()) return;
  open(`/api/v1/streaming/direct?access_token=${currentToken()}`, {
    conversation: () => {
      const thread = statusInAddress();
      if (thread ? !feed.querySelector('textarea') && feed.querySelector('.icon-direct') : state.tab === 'messages')
        void show();
    },
  });
}

function arrived(status) {
  if (feed.querySelector(`[data-id="${status.id}"]`)) return;
  const isCity = page.cityNames.has(status.account.username);
  const parent = state.thread && status.in_reply_to_id && feed.querySelector(`[data-id="${status.in_reply_to_id}"]`);
  if (parent) feed.append(postElement(status, page, { inThread: true }));
  else if (state.thread || state.tab === 'messages') return;
  else if (state.tab === 'everyone' || (isCity && !status.in_reply_to_id)) feed.prepend(postElement(status, page));
  else return;
  announce(words.newPost(status.account.display_name));
}

function changed(status) {
  const old = feed.querySelector(`[data-id="${status.id}"]`);
  if (old && !old.querySelector('textarea'))
    old.replaceWith(postElement(status, page, { inThread: Boolean(state.thread) }));
}

start().catch((error) =>
  root.replaceChildren(h('p', { class: 'problem', role: 'alert' }, words.problem + error.message)),
);
