/* global document */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
export const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const PATIENCE_MS = 20_000;

/** A browser whose every page is watched: what it logs as an error, whom it asks, and whether axe objects. */
export class WatchedBrowser {
  /** What should not have happened, in words; by kind. */
  troubles = { accessibility: [], quiet: [] };
  screens = new Set();

  constructor(browser, origins) {
    this.browser = browser;
    this.origins = origins;
  }

  static async launch(origins) {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    return new WatchedBrowser(await chromium.launch({ executablePath, args: ARGUMENTS }), origins);
  }

  close = () => this.browser.close();

  /** A person at a screen: a browser profile of their own with one page. */
  async page(who, language, options = {}) {
    const context = await this.browser.newContext({
      viewport: DESK,
      locale: language === 'fa' ? 'fa-IR' : 'en-US',
      timezoneId: 'America/Chicago',
      colorScheme: 'light',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    this.#watch(page, `${who} (${language})`);
    return page;
  }

  #watch(page, who) {
    const trouble = (text) => this.troubles.quiet.push(`${who} at ${new URL(page.url()).pathname}: ${text}`);
    page.on('console', (message) => {
      if (message.type() === 'error' && !isSignedOutAnswer(message))
        trouble(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => trouble(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (/^https?:$/.test(protocol) && !this.origins.includes(origin)) trouble(`asked ${request.url()}`);
    });
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      if (/CSP|BLOCKED/i.test(why)) trouble(`blocked: ${request.url()} (${why})`);
    });
  }

  /** axe in both colour schemes, and where asked at the width of a phone too. Remembers what it finds. */
  async examine(page, screen, { phone = false } = {}) {
    const language = await page.evaluate(() => document.documentElement.lang);
    for (const size of phone ? [DESK, PHONE] : [DESK]) {
      if (phone) await page.setViewportSize(size);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await settle(page);
        await this.#axe(page, `${screen}, ${language}, ${colorScheme}, ${size.width} px`);
      }
      await this.#fits(page, `${screen}, ${language}, ${size.width} px`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    if (phone) await page.setViewportSize(DESK);
  }

  async #axe(page, where) {
    this.screens.add(where);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(WCAG).analyze();
    for (const { id, help, nodes } of violations) {
      const seen = nodes.slice(0, 4).map((node) => `\n      ${node.target.join(' ')}\n        ${reasonOf(node)}`);
      this.troubles.accessibility.push(`${where}: ${id} (${help}), ${nodes.length} times${seen.join('')}`);
    }
  }

  async #fits(page, where) {
    const { content, width } = await page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      width: document.documentElement.clientWidth,
    }));
    if (content > width) this.troubles.accessibility.push(`${where}: ${content - width} px wider than the window`);
  }
}

const reasonOf = (node) => (node.failureSummary ?? '').split('\n').slice(1, 3).join(' ').trim();

/** That nobody is signed in yet is told to the client by the answer 401, which a browser logs as an error. */
function isSignedOutAnswer(message) {
  return /\b401\b/.test(message.text()) && /\/v1\/auth\/refresh$/.test(message.location().url);
}

/** Until nothing is loading or moving any more. */
export async function settle(page) {
  await page.evaluate(async () => {
    const deadline = Date.now() + 5000;
    const busy = () =>
      document.querySelector('[aria-busy="true"], .mantine-Skeleton-root, .mantine-Loader-root') ||
      document
        .getAnimations()
        .some(({ playState, effect }) => playState === 'running' && effect?.getTiming().iterations !== Infinity);
    do await new Promise((done) => setTimeout(done, 60));
    while (busy() && Date.now() < deadline);
    await document.fonts.ready;
  });
}

/** Keeps what was on the screen when a check failed. */
export async function pictureOf(page, name) {
  const folder = join(tmpdir(), 'divan-browser-failures');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name.replace(/\W+/g, '-')}.png`);
  await page.screenshot({ path });
  return path;
}

/** Presses a key as it comes from the Persian layout: another letter, the same place. */
export async function pressPersian(page, code, key) {
  const session = await page.context().newCDPSession(page);
  for (const type of ['keyDown', 'keyUp'])
    await session.send('Input.dispatchKeyEvent', { type, code, key, ...(type === 'keyDown' ? { text: key } : {}) });
  await session.detach();
}
