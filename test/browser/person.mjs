import { freshCode, signIn } from './sign-in.mjs';
import { VirtualAuthenticator } from './virtual-authenticator.mjs';
import { patternOf, wordsOf } from './words.mjs';

/** A member at a screen of their own, with a device that makes passkeys. */
export class Person {
  static async at(installation, browser, language, role, options = {}) {
    const person = new Person();
    const member = installation.members.find(({ roles }) => roles.includes(role));
    const page = await browser.page(role, language, options);
    Object.assign(person, { installation, browser, language, member, page });
    person.t = wordsOf(language);
    person.pattern = (key) => patternOf(language, key);
    person.device = await VirtualAuthenticator.attach(page);
    return person;
  }

  leave = () => this.page.context().close();
  button = (key, values) => this.page.getByRole('button', { name: this.t(key, values), exact: true });
  heading = (key, values) => this.page.getByRole('heading', { name: this.t(key, values), exact: true });
  dialog = (key, values) => this.page.getByRole('dialog', { name: this.t(key, values), exact: true });
  examine = (screen) => this.browser.examine(this.page, screen, { phone: true });

  /** With password and code, and in the person's language. */
  signIn = () => signIn(this.page, this.installation.web, this.member, this.language);

  /** The first step alone. */
  async givePassword() {
    await this.page.goto(`${this.installation.web}/sign-in`);
    await this.speak();
    await this.page.getByLabel(this.t('auth:signIn.email')).fill(this.member.email);
    await this.page.getByLabel(this.t('auth:signIn.password'), { exact: true }).fill(this.member.password);
    await this.button('auth:signIn.submit').click();
  }

  /** What is asked after the password. */
  async giveCode() {
    await this.page.getByLabel(this.t('auth:totp.code')).fill(await freshCode(this.member));
  }

  /** Chooses the language on a screen before sign-in. */
  async speak() {
    const choice = this.page.getByRole('button', { name: this.t(`common:languages.${this.language}`), exact: true });
    await choice.click();
    await this.page.locator(`html[lang="${this.language}"]`).waitFor();
  }

  /** The member's menu, and one thing of it. */
  async choose(key) {
    await this.page.getByRole('button', { name: `${this.t('common:member.menu')}: ${this.member.name}` }).click();
    await this.page.getByRole('menuitem', { name: this.t(key), exact: true }).click();
  }

  /** A page of the settings, by the rail and the list beside it. */
  async openSettings(key) {
    const link = (within, name) =>
      this.page
        .getByRole('navigation', { name: this.t(within), exact: true })
        .getByRole('link', { name: this.t(name), exact: true });
    await link('common:nav.label', 'common:nav.settings').click();
    await link('common:nav.settings', `common:nav.${key}`).click();
  }

  async openSecurity() {
    await this.choose('common:nav.mySecurity');
    await this.heading('own-security:title').waitFor();
  }

  /** In, with everything that belongs to a member's page. */
  inside = () => this.page.getByRole('navigation', { name: this.t('common:nav.label') }).waitFor();

  /** With no finger on the device: what the browser offers under the address field would sign in again at once. */
  async signOut() {
    await this.device.confirms(false);
    await this.offered(() => this.choose('common:member.signOut'));
    await this.heading('auth:signIn.title').waitFor();
  }

  /** Until the field under which passkeys are offered has asked for one; a finger comes too late for that question. */
  async offered(work) {
    const before = await this.page.evaluate(() => globalThis.passkeyQuestions);
    await work();
    await this.page.waitForFunction((count) => globalThis.passkeyQuestions > count, before);
  }

  /** The button beside the password, and the finger. */
  async signInWithPasskey() {
    await this.device.confirms(true);
    await this.button('auth:signIn.passkey').click();
  }
}
