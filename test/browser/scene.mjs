import assert from 'node:assert/strict';
import { pictureOf } from './browser.mjs';
import { signIn } from './sign-in.mjs';
import { patternOf, wordsOf } from './words.mjs';

/** What differs between the two tellings of the story, besides the words of the screen. */
const TELLINGS = {
  en: {
    citizen: 'Hannah Berg',
    question: 'The street light at 5th and Mill has been out since Monday. Can somebody look at it?',
    reply: 'Thank you, Hannah. Our electrician comes tomorrow morning.',
    title: 'Bridge opening',
    text: 'The new footbridge over the river opens on Sunday at noon. Everybody is welcome.',
    altText: 'The new footbridge in the morning sun, seen from the harbor.',
    // Holds no right to decide.
    author: 'publisher',
    cannotDecide: 'approvals.permission_missing',
  },
  fa: {
    citizen: 'سارا احمدی',
    question: 'چراغ خیابان پنجم از دوشنبه خاموش است. ممکن است کسی نگاهی بیندازد؟',
    reply: 'سپاس از شما. تعمیرکار ما فردا صبح می‌آید.',
    title: 'گشایش پل',
    text: 'پل تازهٔ پیاده‌رو یکشنبه ظهر باز می‌شود. همه خوش آمدید.',
    altText: 'پل تازهٔ پیاده‌رو در آفتاب صبح، از سوی بندر.',
    // May decide about every post but their own.
    author: 'administrator',
    cannotDecide: 'approvals.own_post',
  },
};

/** Everybody in the story, each at a screen of their own, in one language. */
export class Scene {
  #pages = new Map();

  constructor({ installation, browser, language }) {
    Object.assign(this, { installation, browser, language, ...TELLINGS[language] });
    this.t = wordsOf(language);
    this.pattern = (key) => patternOf(language, key);
    // Told twice in one installation, by whoever keeps it running: what is looked for must be this time's.
    this.mark = Math.random().toString(36).slice(2, 7);
    for (const name of ['question', 'reply', 'text', 'title']) this[name] = `${this[name]} (${this.mark})`;
  }

  /** The page of a member, by role. They are signed in the first time. */
  async member(role) {
    const known = this.#pages.get(role);
    if (known) return known;
    const page = await this.browser.page(role, this.language);
    this.#pages.set(role, page);
    const member = this.installation.members.find(({ roles }) => roles.includes(role));
    const first = this.#pages.size === 1;
    const me = await signIn(page, this.installation.web, member, this.language, async (step) => {
      if (first) await this.browser.examine(page, step);
    });
    assert.equal(me.email, member.email);
    return page;
  }

  nameOf = (role) => this.installation.members.find(({ roles }) => roles.includes(role)).name;

  /** The practice network's page, where the citizen writes and reads. */
  async citizenPage() {
    const known = this.#pages.get('citizen');
    if (known) return known;
    const page = await this.browser.page('citizen', this.language);
    this.#pages.set('citizen', page);
    await page.goto(`${this.installation.practice}/?lang=${this.language}`);
    await page.getByRole('radio', { name: this.citizen }).check();
    // The form is theirs once they are signed in.
    await page.locator('#compose').getByRole('heading').filter({ hasText: this.citizen }).waitFor();
    return page;
  }

  /** Goes somewhere by the rail. */
  go = (page, place) =>
    page
      .getByRole('navigation', { name: this.t('common:nav.label') })
      .getByRole('link', { name: this.t(`common:nav.${place}`) })
      .click();

  /** Fails if the page was loaded anew since. */
  async staysLoaded(page, work) {
    await page.evaluate(() => (globalThis.stillHere = true));
    const result = await work();
    assert.equal(await page.evaluate(() => globalThis.stillHere), true, 'the page was reloaded');
    return result;
  }

  async pictures(name) {
    const shots = [...this.#pages].map(([who, page]) => pictureOf(page, `${this.language} ${name} ${who}`));
    return Promise.all(shots.map((shot) => shot.catch(() => 'no picture')));
  }

  async end() {
    for (const page of this.#pages.values()) await page.context().close();
    this.#pages.clear();
  }
}
